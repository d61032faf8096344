"""The words of audits/: findings, signs of a match, what is missing; each whole sentence translatable."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.wording import NAMES

FINDINGS: dict[str, Promise] = {
    "not_matched": _("Not matched with an employer yet"),
    "no_agency": _("Insufficient evidence: we know no agency that recruits for it"),
    "trouble": _("Look into it: an agency is suspended or not vetted"),
    "insufficient": _("Insufficient evidence"),
    "supported": _("Every agency vetted, and enough workers reported"),
}
# Class of the sheet and icon; green for what is verified alone.
FINDING_MARKS: dict[str, tuple[str, str]] = {
    "not_matched": ("note", "unknown"),
    "no_agency": ("warn", "unknown"),
    "trouble": ("stop", "stop"),
    "insufficient": ("warn", "caution"),
    "supported": ("good", "check"),
}
SIGNS: dict[str, Promise] = {
    "same_id": _("same OS ID"),
    "other_id": _("another OS ID"),
    "same_name": _("same name"),
    "near_name": _("nearly the same name"),
    "part_of_name": _("one name is part of the other"),
    "same_address": _("same address"),
    "near_address": _("nearly the same address"),
    "same_town": _("the town stands in the address"),
    "other_place": _("another place"),
    "other_country": _("another country"),
    "no_address": _("no place to compare"),
}
GAPS: dict[str, Promise] = {
    "not_matched": _("suppliers not matched with an employer yet"),
    "no_agency": _("suppliers of which we know no agency"),
    "insufficient": _("suppliers with insufficient evidence"),
    "workers_not_told": _("suppliers whose number of migrant workers was not told"),
    "no_figure": _("suppliers with an agency of which too few workers reported"),
}
HISTORY_WORDS: dict[str, Promise] = {standing.value: words for standing, words in NAMES.items()}
FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "country": _("Country"),
    "address": _("Address"),
    "os_id": _("OS ID"),
    "number": _("Your own number"),
    "workers": _("Migrant workers there"),
}
