"""News for feed readers: entries from any floor become one Atom feed. The numbers of entries never change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from foundation.tables import is_forbidden


@dataclass(frozen=True)
class News:
    """One entry. name: what it is known by for ever, such as corridors/MM-TH-MOU/2026-11-22; path: its page here."""

    name: str
    title: str
    text: str
    path: str
    moment: datetime


class _Feed(Atom1Feed):
    """Django's, but a feed without entries is old and not as young as the request."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=datetime(2026, 1, 1, tzinfo=UTC))


def atom(entries: Iterable[News], *, title: str, site: str, path: str, home: str, language: str, author: str) -> bytes:
    """The feed in UTF-8, newest first; the same again until an entry changes. `site`: the address that paths stand on."""
    feed = _Feed(
        title=title,
        link=site + home,
        description="",
        language=language,
        feed_url=site + path,
        feed_guid=_tag(site, path.strip("/")),
        author_name=author,
    )
    for entry in sorted(entries, key=lambda entry: (entry.moment, entry.name), reverse=True):
        feed.add_item(
            title=_written(entry.title),
            link=site + entry.path,
            description=escape(_written(entry.text)),
            unique_id=_tag(site, entry.name),
            updateddate=entry.moment.replace(microsecond=0),
            pubdate=entry.moment.replace(microsecond=0),
        )
    return feed.writeString("utf-8").encode()


def _written(text: str) -> str:
    """On one line, without the signs that XML may not hold."""
    return " ".join("".join(sign for sign in text if not is_forbidden(sign)).split())


def _tag(site: str, name: str) -> str:
    """A tag: address (RFC 4151) of this site."""
    return f"tag:{urlsplit(site).hostname},2026:{name}"
