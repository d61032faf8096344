"""Words for the codes of corridors/: cost categories, payers, figure kinds, route states, channels.
Templates use {{ code|word }}.

Phrases of the data (item and step names …) are not here: reference.names.phrases translates them.
"""

from django.utils.translation import gettext_lazy as _

from corridors.rules import CeilingState
from corridors.rules.facts import (
    Binds,
    Category,
    CeilingKind,
    Covers,
    Evidence,
    FigureKind,
    Nature,
    Payer,
    Periodicity,
    Status,
    WageUnit,
    Where,
)

WORDS = {
    Category: {
        Category.RECRUITMENT_FEE: _("Recruitment fee"),
        Category.MEDICAL: _("Health check"),
        Category.INSURANCE: _("Insurance"),
        Category.SKILLS_TEST: _("Tests"),
        Category.TRAINING_ORIENTATION: _("Training"),
        Category.EQUIPMENT: _("Work clothes and tools"),
        Category.TRAVEL_LODGING: _("Travel and lodging"),
        Category.ADMINISTRATIVE: _("Papers and permits"),
    },
    Payer: {
        Payer.WORKER: _("You pay"),
        Payer.EMPLOYER: _("The employer pays"),
        Payer.AGENCY: _("The agency pays"),
        Payer.SHARED: _("You and the employer may share"),
        Payer.UNCLEAR: _("Nobody has said who pays"),
    },
    FigureKind: {
        FigureKind.OFFICIAL_FEE: _("official fee"),
        FigureKind.AGREED_RATE: _("rate agreed with the authorities"),
        FigureKind.OFFICIAL_PACKAGE: _("official price for the whole"),
        FigureKind.PROVIDER_QUOTE: _("price of one company"),
        FigureKind.REPORTED_MARKET: _("price that was reported, not a rule"),
        FigureKind.LEGAL_RULE: _("rule of law"),
        FigureKind.PROPOSAL: _("only proposed, not a rule"),
        FigureKind.ILLEGAL_CHARGE: _("illegal charge"),
        FigureKind.PLACEHOLDER: _("price not found"),
        FigureKind.DISCLOSED: _("price the agency declares"),
    },
    Periodicity: {
        Periodicity.ONCE: _("once"),
        Periodicity.PER_MONTH: _("each month"),
        Periodicity.PER_YEAR: _("each year"),
        Periodicity.PER_TWO_YEARS: _("for two years"),
    },
    Nature: {
        Nature.COST: _("paid later"),
        Nature.DEPOSIT: _("deposit: you must get it back"),
        Nature.REFUNDABLE: _("you get it back at the end"),
        Nature.WAGE_DEDUCTION: _("taken from your wages"),
        Nature.LOAN_INTEREST: _("interest on a loan"),
        Nature.LATER: _("only if you stay longer"),
    },
    CeilingKind: {
        CeilingKind.FIXED: _("a fixed amount"),
        CeilingKind.MONTHS: _("months of wages"),
        CeilingKind.ZERO: _("nothing"),
    },
    Covers: {
        Covers.AGENCY_FEE: _("the agency's fee"),
        Covers.PACKAGE: _("all costs together"),
        Covers.EMPLOYER_BILL: _("what the employer is billed"),
    },
    Binds: {
        Binds.AGENCIES: _("Agencies of this country must obey it."),
        Binds.EMPLOYERS: _("Employers must obey it."),
        Binds.EVERYONE: _("Everyone who recruits must obey it."),
    },
    CeilingState: {
        CeilingState.WITHIN: _("within what the law allows"),
        CeilingState.CONTESTED: _("sources disagree on what the law allows"),
        CeilingState.ABOVE: _("more than the law allows"),
        CeilingState.UNKNOWN: _("what the law allows is not known"),
        CeilingState.NONE: _("no limit was found"),
    },
    Evidence: {
        Evidence.READ: _("read in a source"),
        Evidence.RECALLED: _("not verified"),
    },
    Status: {
        Status.OPEN: _("Open"),
        Status.RESTRICTED: _("Limited"),
        Status.SUSPENDED: _("Stopped"),
        Status.CLOSED: _("Closed"),
        Status.UNCLEAR: _("Not clear"),
    },
    Where: {
        Where.ORIGIN: _("at home"),
        Where.BORDER: _("at the border"),
        Where.DESTINATION: _("in the country of work"),
    },
    WageUnit: {
        WageUnit.HOUR: _("an hour"),
        WageUnit.DAY: _("a day"),
        WageUnit.MONTH: _("a month"),
    },
}
GO = {
    Status.OPEN: _("Yes. This route is open, by the latest notice we have."),
    Status.RESTRICTED: _("Only some people can go. Read below who is affected."),
    Status.SUSPENDED: _("No. This route is stopped for everyone."),
    Status.CLOSED: _("No. This route is closed."),
    Status.UNCLEAR: _("We do not know. Ask the labour office before you pay anything."),
}
CHANNELS = {
    "MOU": _("By agreement between the two countries (MOU)"),
    "REG": _("Registration inside the country of work"),
    "BORDER": _("Border pass"),
    "AGENCY": _("Through a licensed agency"),
    "WORK_PERMIT": _("Work permit through an agency"),
    "MDW": _("Domestic work through an agency"),
    "EPS": _("From government to government (EPS)"),
    "SEASONAL": _("Seasonal work by agreement with a local government"),
    "TITP": _("Technical intern training (TITP)"),
    "SSW": _("Specified skilled worker (SSW)"),
    "H2A": _("Temporary farm work (H-2A)"),
    "H2B": _("Temporary work outside farms (H-2B)"),
}
TOPICS = {
    "recruitment_fees": _("Fees"),
    "wages": _("Wages"),
    "hours": _("Working hours"),
    "rest_days": _("Rest days"),
    "documents_passport": _("Your passport and papers"),
    "changing_employer": _("Changing employer"),
    "joining_union": _("Joining a union"),
    "social_security": _("Social security"),
    "accident_compensation": _("Accidents at work"),
    "forced_labour": _("Forced labour"),
    "complaint_mechanism": _("How to complain"),
}
RIGHT_KINDS = {"do": _("Do"), "dont": _("Do not"), "right": _("Your right"), "fact": _("Good to know")}
DIFFERS = {
    "age": _("It depends on your age."),
    "group": _("It depends on your group."),
    "sector": _("It depends on the kind of work."),
    "year": _("It depends on the year of work."),
}
RATE_KINDS = {
    "official_or_reference": _("official rate"),
    "market": _("market rate"),
    "cross_from_sdr": _("rate of the IMF"),
    "implied": _("worked out from a news report"),
    "approximate": _("rough rate"),
    "derived": _("worked out"),
    "peg": _("fixed rate"),
    "identity": _("fixed rate"),
}


def word(code) -> str:
    """The reader's word for a rule code; the code itself when nobody has written one."""
    return WORDS.get(type(code), {}).get(code, str(code))


def channel_in_words(code: str) -> str:
    """What a channel is called on every route that has it; the code itself when nobody has written its name."""
    return str(CHANNELS.get(code, code))
