"""What an opening looks like to the search engines: jobs fills an OpeningDocument, every engine indexes it.

It holds facts about the job alone. Nothing about who may be hired: no sex, no age, no religion.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

VETTED_AGENCY = "vetted_agency"
CERTIFIED_ORDER = "certified_order"
BASES = (VETTED_AGENCY, CERTIFIED_ORDER)

# The engines keep an id in two whole numbers of nine ASCII characters each, so that ties are cut by id without
# reading stored documents.
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class OpeningDocument:
    """One opening, flat. Unknown is None or empty, and never zero.

    id                public id, 1 to 18 printable ASCII characters without spaces
    titles            pairs (language, title), the original first
    occupation        ISCO-08 code of one to four digits, "" when unknown
    occupation_names  names and aliases of the occupation in all languages
    employer          name of the employer, in any script
    agency            public id of the agency (or of the named recruiter), "" when there is none
    agency_name       its names, in any script
    origins           country codes it recruits in; empty means any country
    destination       country code of the work place
    channel           code of the legal channel ("MOU", "H-2A"), "" when unknown
    place_codes       codes of work place and recruiting places: P-code, "TH-10", "US-ID"
    place_names       their names in all languages; give the destination country's names here too
    wage_usd          wage a month in US dollars, the currency in which openings are compared
    cost_months       what the worker pays by disclosure, in months of this job's wage; None = not known, 0 = nothing
    start             first day of work
    housing           True given, False not given, None not known
    basis             "vetted_agency" or "certified_order"
    languages         languages in which a person can read it
    languages_needed  languages the work asks for; empty = none is named
    published         day it was published
    visible_until     first day on which it is no longer shown (exclusive)
    visible_from      first day on which it is shown; None = since ever
    text              everything else worth finding, free text in any language
    """

    id: str
    titles: tuple[tuple[str, str], ...]
    destination: str
    basis: str
    published: date
    visible_until: date
    occupation: str = ""
    occupation_names: tuple[str, ...] = ()
    employer: str = ""
    agency: str = ""
    agency_name: str = ""
    origins: tuple[str, ...] = ()
    channel: str = ""
    place_codes: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    wage_usd: Decimal | None = None
    cost_months: Decimal | None = None
    start: date | None = None
    housing: bool | None = None
    languages: tuple[str, ...] = ()
    languages_needed: tuple[str, ...] = ()
    visible_from: date | None = None
    text: str = ""

    def __post_init__(self):
        if not (0 < len(self.id) <= LONGEST_ID and self.id.isascii() and self.id.isprintable() and " " not in self.id):
            raise ValueError(
                f"A search id has 1 to {LONGEST_ID} printable ASCII characters without spaces: {self.id!r}."
            )
        if self.basis not in BASES:
            raise ValueError(f"The basis of an opening is one of {', '.join(BASES)}, not {self.basis!r}.")
        if self.occupation and not (
            self.occupation.isascii() and self.occupation.isdigit() and len(self.occupation) < 5
        ):
            raise ValueError(f"An ISCO-08 code has one to four digits, not {self.occupation!r}.")
