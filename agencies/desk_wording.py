"""Words for the codes of the registrar's and the agency's desk: objections, indicators, why two agencies look alike."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.actions.refused import Refused
from agencies.rules import Code
from agencies.rules.indicators import Indicator
from agencies.rules.likeness import Why
from agencies.rules.suspending import Objection
from agencies.wording import REFUSALS

OBJECTIONS: dict[Objection, Promise] = {
    Objection.NO_REASON: _("Say why, in your own words."),
    Objection.ENDS_TOO_LATE: _("A suspension by this site lasts 90 days at most."),
    Objection.ENDS_TOO_SOON: _("The suspension must end after today."),
    Objection.PROPOSED_ALREADY: _("A suspension of this agency on this route waits for a second person already."),
    Objection.SAME_PERSON: _("You proposed this yourself. Another person must confirm it."),
    Objection.THIRD_PERSON_NEEDED: _("You had a part in this suspension. A third person must answer the appeal."),
    Objection.OWN_AGENCY: _("You act for this agency, so you cannot decide about it."),
    Objection.DECIDED_ALREADY: _("Somebody decided this before you. Nothing was changed."),
    Objection.NOT_IN_FORCE: _("This suspension is over."),
    Objection.NOT_OURS: _("The government imposed this. Only the government can lift it."),
    Objection.APPEALED_ALREADY: _("Your agency has appealed already. A third person will answer."),
    Objection.CLAIMED_ALREADY: _("Another organisation acts for this agency."),
    Objection.NOT_AN_AGENCY: _("Only a recruitment agency's organisation can claim a record."),
    Objection.HAS_AN_AGENCY: _("Your organisation acts for an agency already."),
    Objection.CLAIM_WAITS: _("Your claim of another record waits for a registrar."),
    Objection.CANNOT_BE_MERGED: _(
        "Both records hold something that only one can have, such as fees or an account. End one of them first."
    ),
}

# The ILO's indicators of forced labour, as somebody would tell a friend.
INDICATORS: dict[Indicator, Promise] = {
    Indicator.PHYSICAL_AND_SEXUAL_VIOLENCE: _("Somebody is beaten, hurt or touched against their will."),
    Indicator.RESTRICTION_OF_MOVEMENT: _("Workers are locked in, watched, or not allowed to leave."),
    Indicator.RETENTION_OF_IDENTITY_DOCUMENTS: _("Passports or papers are taken away and not given back."),
    Indicator.INTIMIDATION_AND_THREATS: _("Workers are threatened or made afraid."),
    Indicator.DEBT_BONDAGE: _("Workers must work to pay off a debt, or were charged more than was said."),
    Indicator.WITHHOLDING_OF_WAGES: _("Wages are not paid, or paid late, or money is kept back."),
    Indicator.DECEPTION: _("The job, the pay or the place is not what was promised."),
    Indicator.ISOLATION: _("Workers cannot call or meet anybody outside."),
    Indicator.ABUSIVE_CONDITIONS: _("The work or the rooms are dangerous, dirty or degrading."),
    Indicator.EXCESSIVE_OVERTIME: _("Workers must work too many hours, without enough rest."),
    Indicator.ABUSE_OF_VULNERABILITY: _("Somebody uses that a worker has no papers, no language or no money."),
    Indicator.OTHER: _("Something else is wrong."),
}

WHY_ALIKE: dict[Why, Promise] = {
    Why.SAME_NAME: _("the same name"),
    Why.NEAR_NAME: _("nearly the same name"),
    Why.PART_OF_NAME: _("the name holds the other's name"),
    Why.ADDRESS: _("the same address"),
    Why.PHONE: _("the same phone number"),
    Why.HOLDER: _("the same licence holder"),
    Why.COMPANY_NUMBER: _("the same company number"),
    Why.OTHER_COUNTRY: _("another country"),
}

# What an agency can do about each reason that keeps it from being vetted.
REMEDIES: dict[Code, Promise] = {
    Code.SANCTION_BY_REGULATOR: _("Only the government that imposed it can lift it."),
    Code.SUSPENDED_HERE: _("You can appeal below. A third person answers."),
    Code.LICENCE_SUSPENDED: _("Settle it with your regulator. We read its list again."),
    Code.LICENCE_EXPIRED: _("Renew your licence. We read the regulator's list again."),
    Code.LICENCE_REVOKED: _("Only the regulator can give a licence again."),
    Code.LICENCE_SURRENDERED: _("Only the regulator can give a licence again."),
    Code.LICENCE_NOT_LISTED: _("Ask the regulator why its list does not name you, and tell us."),
    Code.LICENCE_NOT_YET_VALID: _("Wait until your licence starts."),
    Code.LICENCE_DOES_NOT_COVER: _("Ask the regulator to cover this route, or do not recruit for it."),
    Code.FEES_ABOVE_CEILING: _("Charge workers no more than the law allows, and tell us the new fees."),
    Code.PAID_MORE_THAN_SAID: _("Pay back what workers paid above your fees, or tell us the fees they really pay."),
    Code.NO_LICENCE: _("If you hold a licence, tell us its number and regulator."),
    Code.LIST_OVERDUE: _("We must read the regulator's list again. You need do nothing."),
    Code.NO_VOUCH: _("Ask civil-society organisations on this route to visit you."),
    Code.QUORUM_MISSING: _(
        "Ask one more independent organisation to visit you and vouch. Our own look may not be over either; then wait."
    ),
    Code.NO_DISCLOSURE: _("Tell us below what workers pay."),
    Code.DISCLOSURE_INCOMPLETE: _("Tell us every amount. Write 0 where workers pay nothing."),
    Code.CEILING_CONTESTED: _(
        "Charge no more than the lowest limit, or wait until a registrar has settled which binds."
    ),
    Code.CEILING_NOT_COMPARABLE: _("Tell us your fees in the currency of the law."),
    Code.PAYMENTS_NOT_COMPARABLE: _("Tell us your fees in the currency in which workers pay."),
}


def say_refused(refused: Refused) -> list[str]:
    """Every reason of a refusal as a sentence."""
    return [str(OBJECTIONS[why] if isinstance(why, Objection) else REFUSALS[why]) for why in refused.reasons]
