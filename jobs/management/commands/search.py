"""`manage.py search WORDS`: asks what the results page asks, and prints it for people or as JSON (DECISIONS.md)."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from foundation import clock
from foundation.money import format_money
from jobs.reading import Found, Shown, find
from jobs.showing import reason_in_words
from jobs.wording import say_missing
from search.query import HITS_A_PAGE, LAST_PAGE, OpeningQuery, clean_words
from search.wording import say_problem

MOST = 1000


class Command(BaseCommand):
    """The engine proposes, the database disposes: nothing is printed that a page would not show."""

    help = "Search the openings that may be shown today."

    def add_arguments(self, parser):
        """Filters are the parameters of the results page."""
        parser.add_argument("words", nargs="*", metavar="WORDS", help="what to look for; nothing means everything")
        parser.add_argument("--language", default="en", help="of titles and reasons: en, my, km, lo or th")
        parser.add_argument("--filter", action="append", default=[], metavar="KEY=VALUE", help="destination=TH, …")
        parser.add_argument("--limit", type=int, default=HITS_A_PAGE, metavar="N", help="how many to print")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """Exit 2 with one line when an option cannot be used."""
        language = options["language"]
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise CommandError(
                f"We do not know the language “{_plain(language)}”. Write one of: {known}.", returncode=2
            )
        if not 1 <= options["limit"] <= MOST:
            raise CommandError(f"--limit takes a number from 1 to {MOST}.", returncode=2)
        query, problems = OpeningQuery.from_params(self.params(options), language)
        with translation.override(language):
            found, hits = self.find(query, options["limit"])
            for problem in problems:
                self.stderr.write(_plain(say_problem(problem)))
            if found.limited:
                self.stderr.write("Search is limited: the index does not answer. Run: manage.py reindex")
            if options["json"]:
                self.stdout.write(_plain(json.dumps(as_dict(found, hits, language), ensure_ascii=False)))
            else:
                self.tell(found, hits, language)

    def params(self, options) -> dict[str, list[str]]:
        """The words and filters as the results page would get them."""
        params = {"words": [" ".join(options["words"])]}
        known = set(OpeningQuery.__dataclass_fields__) - {"language", "preferences"}
        for told in options["filter"]:
            key, equals, value = told.partition("=")
            key = key.strip()
            if not equals or (key not in known and not key.startswith("prefer_")):
                raise CommandError(
                    f"--filter “{_plain(told[:60])}” is not KEY=VALUE with one of: {', '.join(sorted(known))}.",
                    returncode=2,
                )
            params.setdefault(key, []).append(value)
        return params

    def find(self, query: OpeningQuery, limit: int) -> tuple[Found, list[Shown]]:
        """Pages from the asked one on until there are enough."""
        today = clock.today()
        found = find(query, today)
        hits, page = list(found.hits), found.page
        while len(hits) < limit and page < min(found.pages, LAST_PAGE):
            page += 1
            more = find(query.on_page(page), today)
            if not more.hits:
                break
            hits += more.hits
        return found, hits[:limit]

    def tell(self, found: Found, hits: list[Shown], language: str) -> None:
        """Lines for people."""
        self.stdout.write(f"{found.total} opening{'' if found.total == 1 else 's'}")
        if found.loosened:
            self.stdout.write("No opening has all the words; these have some.")
        if found.partial:
            self.stdout.write(f"{found.partial} more have some of the words.")
        for shown in hits:
            opening = shown.opening
            place = ", ".join(
                part for part in (opening.place_text, str(opening.place or ""), opening.destination) if part
            )
            wage = format_money(shown.wage.money, language) if shown.wage else "wage a month not known"
            cost = format_money(shown.cost.paid, language) if shown.cost.is_known else "cost not known"
            line = f"{opening.public_id}  {shown.title.text} · {place} · {wage} · {cost} · {opening.basis}"
            self.stdout.write(_plain(line))


def as_dict(found: Found, hits: list[Shown], language: str) -> dict:
    """{total, facets, results}, as DECISIONS.md says; call it in the language's translation."""
    return {
        "total": found.total,
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "results": [_hit(shown, language) for shown in hits],
    }


def _hit(shown: Shown, language: str) -> dict:
    cost, verdict = shown.cost, shown.verdict
    return {
        "id": shown.opening.public_id,
        "title": shown.title.text,
        "score": shown.score,
        "reasons": [
            {
                "code": reason.code,
                "text": clean_words(reason_in_words(reason, language)),
                "points": reason.points,
                "values": dict(reason.values),
            }
            for reason in shown.reasons
        ],
        "cost": {
            "amount": str(cost.paid.quantised().amount) if cost.is_known else None,
            "currency": cost.paid.currency if cost.paid else None,
            "months": None if cost.months is None else str(round(cost.months, 2)),
            "missing": [str(say_missing(missing)) for missing in cost.missing],
        },
        "basis": shown.opening.basis,
        "until": verdict.until.isoformat() if verdict.until else None,
        "url": f"{settings.SITE_URL}/{language}/jobs/{shown.opening.public_id}/",
    }


def _plain(text: str) -> str:
    """Text that any terminal can be sent: lone surrogates written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
