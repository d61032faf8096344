"""What the registry knows of an advert, a link, a phone number or a name somebody was given. The advert page asks.

Links are compared as text and never opened; nothing of what is asked is remembered here.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.db.models import F

from agencies.checking import FoundBy, agencies_under, check, number_spellings
from agencies.models import Agency, AgencyContact
from agencies.names import find_by_name, ids_named_in
from agencies.rules.likeness import phone_digits
from agencies.showing import Shown, show
from foundation import codes
from search.text import ascii_digits

MOST_AGENCIES = 5
MOST_PARTS = 10
# More agencies than this never share one number or address; whoever made it so costs nobody more.
MOST_HOLDERS = 50
_LINES_READ = 8
_LINE = 120
_SURE = 85.0
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|biz|app|me|asia|th|mm|kh|la|my|sg|hk|kr|jp|tw|bd|np|ph|id|vn)(?:/[^\s<>\"')]*)?", re.I)  # fmt: skip
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?[0-9][0-9 ().\u00a0/-]{5,20}[0-9](?!\w)")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
# A number without letters is a licence number behind one of these words, or a company number when it is long.
_LABELS = ("licence", "license", "permit", "ใบอนุญาต", "လိုင်စင်", "អាជ្ញាប័ណ្ណ", "ອະນຸຍາດ")
_LONG = 8
_MOST_NUMBERS = 40
# Many different people publish under these; an address there belongs to one only with its whole path.
_SHARED_HOSTS = {"facebook.com", "m.facebook.com", "fb.com", "fb.me", "line.me", "t.me", "viber.com", "tiktok.com"}


@dataclass(frozen=True)
class Part:
    """A phone number or link in the advert: whose it is, whose it was, or nobody's we know."""

    text: str
    owners: tuple[Agency, ...] = ()
    once: tuple[Agency, ...] = ()


@dataclass(frozen=True)
class Advert:
    """What was found. `sure` = one agency is clearly meant; `strange` = its name beside contacts that are not its own."""

    agencies: tuple[Shown, ...] = ()
    phones: tuple[Part, ...] = ()
    links: tuple[Part, ...] = ()
    sure: bool = False
    strange: bool = False
    meant: Agency | None = field(default=None)


def look_at(text: str, today: date, language: str) -> Advert:
    """Look the text up: a bounded number of queries whatever is asked."""
    plain = ascii_digits(text)
    links = [found[0].rstrip(".,;:!?") for found in _LINK.finditer(plain)][:MOST_PARTS]
    rest = _LINK.sub(" ", plain)
    numbers = [found[0].strip() for found in _PHONE.finditer(rest)]
    phones = list(dict.fromkeys(number for number in numbers if phone_digits(number)))[:MOST_PARTS]
    phones = [number for number in phones if not _is_ours(number)]
    phone_parts = tuple(_part(number, phone_digits(number)) for number in phones)
    link_parts = tuple(_link_part(link) for link in dict.fromkeys(links))
    named, clear = _named(text)
    owners = [owner.pk for part in (*phone_parts, *link_parts) for owner in (*part.owners, *part.once)]
    ids = list(dict.fromkeys([*named, *owners]))[:MOST_AGENCIES]
    rows = Agency.objects.in_bulk(ids)
    meant = rows.get(clear)
    strange = meant is not None and any(
        meant.pk not in {owner.pk for owner in part.owners} for part in (*phone_parts, *link_parts)
    )
    return Advert(
        agencies=tuple(show(rows[pk], today, language, whole=False) for pk in ids if pk in rows),
        phones=phone_parts,
        links=link_parts,
        sure=meant is not None and named == [clear],
        strange=strange and meant.contacts.filter(until=None).exists(),
        meant=meant,
    )


def _named(text: str) -> tuple[list[int], int | None]:
    """(agencies that the text means, likeliest first; the one it clearly means).

    Our number goes before a name, a whole name before a licence number; only where all are missing is a likeness asked.
    """
    plain = ascii_digits(text)
    for number in list(dict.fromkeys(_NUMBER.findall(plain)))[:MOST_PARTS]:
        answer = check(number)
        if answer.found_by is FoundBy.PUBLIC_ID:
            return [answer.agencies[0].pk], answer.agencies[0].pk
    named = ids_named_in(text, MOST_AGENCIES)
    licensed = {agency for held in agencies_under(_licence_numbers(plain)).values() for agency in held}
    # Several of one name are told apart by the licence number beside it.
    if both := [agency for agency in named if agency in licensed]:
        named = licensed = both
    found = list(dict.fromkeys([*named, *sorted(licensed)]))[:MOST_AGENCIES]
    if found:
        clear = named or found
        return found, clear[0] if len(clear) == 1 else None
    lines = [line for line in (line.strip() for line in text.split("\n")) if line and len(line) <= _LINE]
    near: dict[int, float] = {}
    for line in lines[:_LINES_READ]:
        for agency, likeness in find_by_name(line, most=MOST_AGENCIES):
            if likeness >= _SURE:
                near[agency] = max(near.get(agency, 0.0), likeness)
    found = sorted(near, key=lambda agency: (-near[agency], agency))[:MOST_AGENCIES]
    # Somebody who types one name and nothing else asks for that agency, spelt as they could.
    return found, found[0] if len(found) == 1 and text.strip() in lines else None


def _licence_numbers(plain: str) -> set[str]:
    """Spellings of whatever in the text may be a licence or company number: RL-0010, RL 10, EX/MM/100, 0105525013192."""
    words = [word.strip(".,;:!?()[]\"'").casefold() for word in plain.split()]
    told: dict[str, None] = {}
    for place, word in enumerate(words):
        if not any(sign in "0123456789" for sign in word) or len(told) >= _MOST_NUMBERS:
            continue
        before = words[max(place - 2, 0) : place]
        labelled = any(label in near for near in (*before, word) for label in _LABELS)
        if not word.isdigit() or len(word) >= _LONG or labelled:
            told[word] = None
        if before and before[-1].isascii() and before[-1].isalpha():
            told[f"{before[-1]} {word}"] = None
    return {spelling for number in told for spelling in number_spellings(number)}


def _is_ours(number: str) -> bool:
    """Whether digits that look like a phone's are a number of the registry: an agency's, or of its company."""
    digits = codes.normalise(number)
    return check(number).found_by is FoundBy.PUBLIC_ID if len(digits) == 8 else bool(agencies_under({number, digits}))


def _part(text: str, digits: str) -> Part:
    """Whose phone this is; numbers are compared by their last nine digits."""
    held = (
        AgencyContact.objects.filter(digits=digits)
        .select_related("agency__merged_into")
        .order_by(F("until").desc(nulls_first=True))
    )
    return _of(text, held[:MOST_HOLDERS])


def _link_part(link: str) -> Part:
    host, path = _host(link)
    if not host:
        return Part(link)
    held = AgencyContact.objects.filter(kind__in=("website", "facebook", "line"), value__icontains=host)
    found = []
    for contact in held.select_related("agency__merged_into")[:MOST_HOLDERS]:
        own_host, own_path = _host(contact.value)
        if own_host == host and (host not in _SHARED_HOSTS or own_path == path):
            found.append(contact)
    return _of(link, found)


def _host(link: str) -> tuple[str, str]:
    """(host without www, path without its last slash), in small letters; ("", "") for what is no address."""
    try:
        parts = urlsplit(link if "//" in link else f"//{link}")
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").lower()
    except ValueError:
        return "", ""


def _of(text: str, contacts) -> Part:
    # What a merged record was reached by is the other one's now.
    told = [(contact.agency.merged_into or contact.agency, contact.until) for contact in contacts]
    owners = {agency.pk: agency for agency, until in told if until is None}
    once = {agency.pk: agency for agency, _ in told if agency.pk not in owners}
    return Part(text, tuple(owners.values()), tuple(once.values()))
