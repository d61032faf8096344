"""What the registry knows of an advert, a link, a phone number or a name somebody was given. The advert page asks.

Links are compared as text and never opened; nothing of what is asked is remembered here.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.db.models import F

from agencies.checking import FoundBy, check
from agencies.models import Agency, AgencyContact
from agencies.names import find_by_name, ids_named_in
from agencies.rules.likeness import phone_digits
from agencies.showing import Shown, show
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
    phone_parts = tuple(_part(number, phone_digits(number)) for number in phones)
    link_parts = tuple(_link_part(link) for link in dict.fromkeys(links))
    named, sure = _named(text)
    owners = [owner.pk for part in (*phone_parts, *link_parts) for owner in (*part.owners, *part.once)]
    ids = list(dict.fromkeys([*named, *owners]))[:MOST_AGENCIES]
    rows = Agency.objects.in_bulk(ids)
    meant = rows.get(named[0]) if sure and named else None
    strange = meant is not None and any(
        meant.pk not in {owner.pk for owner in part.owners} for part in (*phone_parts, *link_parts)
    )
    return Advert(
        agencies=tuple(show(rows[pk], today, language, whole=False) for pk in ids if pk in rows),
        phones=phone_parts,
        links=link_parts,
        sure=sure and meant is not None,
        strange=strange and meant.contacts.filter(until=None).exists(),
        meant=meant,
    )


def _named(text: str) -> tuple[list[int], bool]:
    """(agencies that the text names, likeliest first; whether the first is clearly meant)."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1 and len(lines[0]) <= _LINE:
        answer = check(lines[0])
        return [agency.pk for agency in answer.agencies[:MOST_AGENCIES]], (
            len(answer.agencies) == 1 and answer.found_by is not FoundBy.NOTHING
        )
    for number in _NUMBER.findall(ascii_digits(text))[:MOST_PARTS]:
        answer = check(number)
        if answer.found_by is FoundBy.PUBLIC_ID:
            return [answer.agencies[0].pk], True
    found = ids_named_in(text, MOST_AGENCIES)
    if found:
        return found, len(found) == 1
    near: dict[int, float] = {}
    for line in [line for line in lines if len(line) <= _LINE][:_LINES_READ]:
        for agency, likeness in find_by_name(line, most=3):
            if likeness >= _SURE:
                near[agency] = max(near.get(agency, 0.0), likeness)
    return sorted(near, key=lambda agency: (-near[agency], agency))[:MOST_AGENCIES], False


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
