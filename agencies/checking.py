"""Answers "check an agency": by public id, licence number or name in any script. agencies.views.agency_check calls it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from agencies.models import Agency, AgencyAlias, Licence
from agencies.names import LONGEST_QUESTION, find_by_name
from foundation import codes
from search.text import ascii_digits

MOST_CANDIDATES = 20
# So much nearer than the second that it is the one that was meant.
CLEARLY = 8.0
# How long the numbers of jobs are; those of agencies have eight digits.
JOB_DIGITS = 10


class FoundBy(StrEnum):
    """By what the agencies were found."""

    PUBLIC_ID = "public_id"
    LICENCE = "licence"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Answer:
    """One agency, or several candidates, best first.

    `mistyped` = looks like a public id whose check digits are wrong; `job` = the number is made like those of jobs.
    """

    found_by: FoundBy
    agencies: list[Agency] = field(default_factory=list)
    mistyped: bool = False
    job: str = ""


def check(question: str) -> Answer:
    """Look the question up: a bounded number of queries whatever is asked."""
    question = " ".join("".join(sign if sign.isprintable() else " " for sign in question).split())[:LONGEST_QUESTION]
    if not question:
        return Answer(FoundBy.NOTHING)
    typed = codes.normalise(question)
    if len(typed) == 8 and codes.is_valid(typed):
        agency = Agency.objects.filter(public_id=typed).first()
        alias = None if agency else AgencyAlias.objects.filter(public_id=typed).select_related("agency").first()
        if agency or alias:
            return Answer(FoundBy.PUBLIC_ID, [agency or alias.agency])
    if licensed := _by_licence(question):
        return Answer(FoundBy.LICENCE, licensed)
    if len(typed) == JOB_DIGITS and codes.is_valid(typed):
        return Answer(FoundBy.NOTHING, job=typed)
    likenesses = find_by_name(question, MOST_CANDIDATES)
    if likenesses:
        if len(likenesses) > 1 and likenesses[0][1] - likenesses[1][1] >= CLEARLY:
            likenesses = likenesses[:1]
        rows = Agency.objects.in_bulk([pk for pk, _ in likenesses])
        return Answer(FoundBy.NAME, [rows[pk] for pk, _ in likenesses if pk in rows])
    return Answer(FoundBy.NOTHING, mistyped=len(typed) == 8)


def _by_licence(question: str) -> list[Agency]:
    """Agencies with that licence or company number, written with or without blanks and hyphens; without a digit none."""
    ids = {agency for held in agencies_under(number_spellings(question)).values() for agency in held}
    return list(Agency.objects.filter(id__in=ids)[:MOST_CANDIDATES]) if ids else []


def number_spellings(asked: str) -> set[str]:
    """How registers may write that licence or company number; none for what holds no digit or is too short."""
    asked = ascii_digits(asked).upper()
    if not re.search("[0-9]", asked) or len(asked) > 60:
        return set()
    loose = re.sub(r"[^0-9A-Z]", "", asked)
    if len(loose) < 3:
        return set()
    spellings = {asked, loose, asked.replace(" ", ""), asked.replace(" ", "-"), asked.replace("-", " ")}
    if parts := re.fullmatch(r"([A-Z]+)0*([0-9]+)", loose):
        letters, digits = parts.groups()
        spellings |= {f"{letters}-{digits.zfill(size)}" for size in range(1, 7)}
    if parts := re.fullmatch(r"([0-9]+)([A-Z])", loose):
        spellings |= {f"{parts[1]}-{parts[2]}", f"{parts[1].zfill(3)}{parts[2]}"}
    return spellings


def agencies_under(spellings: set[str]) -> dict[str, set[int]]:
    """{number as the register has it: ids of the agencies that hold it}; two queries however many are asked."""
    found: dict[str, set[int]] = {}
    if spellings:
        held = Licence.objects.filter(number__in=spellings, known_to=None).values_list("number", "agency_id")
        companies = Agency.objects.filter(registration_number__in=spellings).values_list("registration_number", "id")
        for number, agency in [*held[:MOST_CANDIDATES], *companies[:MOST_CANDIDATES]]:
            found.setdefault(number, set()).add(agency)
    return found
