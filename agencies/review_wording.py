"""The words of reports: stages, questions, how fees were told, why a report is held, and why something was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models.reviews import Review
from agencies.rules.review_holds import Hold
from agencies.rules.review_questions import Answer, Stage
from agencies.rules.review_refusals import ReviewRefusal

STAGES: dict[Stage, Promise] = {
    Stage.RECRUITMENT: _("Before you agreed"),
    Stage.CONTRACT: _("The contract"),
    Stage.PRE_DEPARTURE: _("Before you left"),
    Stage.ARRIVAL: _("When you arrived"),
    Stage.WORKPLACE: _("At work"),
    Stage.RETURN: _("Coming back, or changing jobs"),
}

QUESTIONS: dict[str, Promise] = {
    "told_costs": _("Did somebody tell you every cost before you agreed?"),
    "free_choice": _("Could you say no without trouble?"),
    "paid_broker": _("Did you pay a broker as well?"),
    "borrowed": _("Did you borrow money to pay?"),
    "own_language": _("Was the contract in a language you read?"),
    "signed_before": _("Did you sign it before you left?"),
    "kept_copy": _("Did you keep a copy?"),
    "contract_changed": _("Was it changed later, against your will?"),
    "training": _("Did you learn about your rights before you left?"),
    "receipts": _("Did you get a receipt for all you paid?"),
    "papers_back": _("Did you get your passport and papers back in your hands?"),
    "was_met": _("Did somebody meet you as promised?"),
    "same_job": _("Was it the job that you were promised?"),
    "passport_taken": _("Did somebody take your passport from you?"),
    "paid_as_agreed": _("Were you paid as agreed?"),
    "hours_as_agreed": _("Were the hours as agreed?"),
    "wage_cut": _("Was money cut from your wage for recruitment costs?"),
    "safe_housing": _("Was the housing safe and clean?"),
    "may_go_out": _("Could you go out in your free time?"),
    "last_wage": _("Did you get all your wages before you left?"),
    "paid_to_leave": _("Did you have to pay to leave the job?"),
    "agency_helped": _("Did the agency help when you had a problem?"),
}

ANSWERS: dict[Answer, Promise] = {
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.UNSURE: _("not sure"),
}

FEES: dict[str, Promise] = {
    Review.Fees.NOTHING.value: _("I paid nothing."),
    Review.Fees.ALL.value: _("I paid, and I write down everything."),
    Review.Fees.SOME.value: _("I paid, but I do not remember everything."),
    Review.Fees.UNTOLD.value: _("I do not want to say."),
}

HOLDS: dict[Hold, Promise] = {
    Hold.BATCH_CAP: _("Very many reports about this agency from one sheet of cards."),
    Hold.BURST: _("Far more reports about this agency than before."),
    Hold.SAMENESS: _("It says nearly the same as other reports."),
}

REFUSALS: dict[ReviewRefusal, Promise] = {
    ReviewRefusal.ACTS_FOR_AGENCY: _(
        "You act for an agency as well, so you can neither print cards nor enter reports. Another officer of your organisation can."
    ),
    ReviewRefusal.CSO_NOT_ACCREDITED: _("Your organisation is not accredited today."),
    ReviewRefusal.NO_SUCH_NUMBER: _("A sheet has 1 to 50 cards."),
    ReviewRefusal.TOO_MANY_SHEETS: _("Your organisation printed 20 sheets this month. Please wait for the next month."),
    ReviewRefusal.PRINTED_BEFORE: _(
        "This sheet was made before. Its codes cannot be shown again. Call it back, and make a new one."
    ),
    ReviewRefusal.NO_SUCH_CARD: _(
        "This code is not good. Check each digit. A card can be used once, and for one year."
    ),
    ReviewRefusal.CARD_EXPIRED: _("This card is older than one year. Ask for a new one where you got it."),
    ReviewRefusal.CARD_TWICE: _("This code stands on another form above. One card, one report."),
    ReviewRefusal.NOT_YOUR_CARD: _("This card is of another organisation. Its own people can enter it, or the worker."),
    ReviewRefusal.NOTHING_TOLD: _("Answer at least one question, or say what you paid."),
    ReviewRefusal.NOT_HELD: _("Somebody decided about this report already."),
    ReviewRefusal.REASON_MISSING: _("Write the reason."),
    ReviewRefusal.NO_WORDS: _("Write your reply."),
    ReviewRefusal.NOT_WAITING: _("Somebody decided about this reply already."),
}
