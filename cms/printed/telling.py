"""What a printed sheet of a guide says today: its HTML, its facts as a file, and the digest that tells one saying from another.

Nothing is drawn here. cms.printed.making draws; the digest leaves out the moment, so a sheet stays true until a fact moves.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from hashlib import sha256

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cms.models import CorridorGuidePage, PrintedSheet
from cms.printed.notes import Notes
from corridors.bundle import bundle, mark_of, rows_about
from corridors.guide import Guide, guide_to
from corridors.lines import footer_lines
from corridors.models import Corridor
from corridors.rules.facts import Payer
from corridors.wording import GO
from foundation import clock
from foundation.codes import grouped
from foundation.pdf import Attached

FACTS_FILE = "facts.json"
# Blocks of a page that make sense on paper; doors, files, films and sounds do not.
ON_PAPER = {"text", "steps", "do_and_dont", "call_out"}
PAGES = 2
NUMBERS = {PrintedSheet.Form.LEAFLET: 4, PrintedSheet.Form.CARD: 2}


@dataclass(frozen=True)
class Size:
    """Letters in points, and whether the editor's words and the longest lists are still on it."""

    letters: str
    whole: bool = True


SIZES = {
    PrintedSheet.Form.LEAFLET: (Size("9.5"), Size("8.4"), Size("7.5"), Size("7.5", False), Size("6.8", False)),
    PrintedSheet.Form.CARD: (Size("8"), Size("7.2"), Size("6.5"), Size("6.5", False), Size("5.8", False)),
}


@dataclass(frozen=True)
class Telling:
    """One sheet as it would be drawn today. `read_at`: when its facts were asked for; they may be others the same day."""

    corridor: Corridor
    form: PrintedSheet.Form
    language: str
    on: date
    read_at: datetime
    context: dict
    rows: dict[str, list[dict]]
    mark: str

    @cached_property
    def digest(self) -> str:
        """Names what the sheet says. Both sizes of the text count, so that nothing that any of them says is left out."""
        said = sha256(self._html(SIZES[self.form][0], day=None).encode())
        said.update(bundle(self.rows, self.context["address"], date.min, self.mark))
        return said.hexdigest()

    def htmls(self, start: int = 0) -> list[str]:
        """The drawings from large letters to small, beginning with one of them."""
        return [self._html(size, self.on) for size in SIZES[self.form][start:]]

    def attached(self) -> Attached:
        """The facts behind the sheet as JSON."""
        with translation.override(self.language):
            about = gettext("The facts of this guide, with their sources, as open data")
        moment = datetime.combine(self.on, time(), UTC)
        facts = bundle(self.rows, self.context["address"], self.on, self.mark)
        return Attached(FACTS_FILE, facts, about, moment)

    def _html(self, size: Size, day: date | None) -> str:
        with translation.override(self.language):
            told = {
                **self.context,
                "size": size,
                "day": day,
                "read_at": self.read_at,
                "notes": Notes() if self.form == PrintedSheet.Form.LEAFLET else None,
            }
            return render_to_string(f"cms/printed/{self.form}.html", told)


def tell(corridor: Corridor, form: str, language: str, on: date) -> Telling:
    """Gather what a sheet says. About thirty queries and no drawing."""
    read_at = clock.now()
    with translation.override(language):
        guide = guide_to(corridor, on, language)
        rows = rows_about(corridor)
        mark = mark_of(rows, on)
        page = _page_of(corridor, language)
        check = settings.SITE_URL + reverse("guide_printed", args=[corridor.code, mark])
        context = {
            "language": language,
            "site_name": settings.SITE_NAME,
            "guide": guide,
            "corridor": corridor,
            "sheet": guide.sheet,
            "timeline": guide.timeline,
            "phrases": guide.phrases,
            "today": on,
            "go": GO[guide.route.state],
            "open_totals": [each for each in guide.sheet.totals if each.payer not in (Payer.EMPLOYER, Payer.AGENCY)],
            "other_totals": [each for each in guide.sheet.totals if each.payer in (Payer.EMPLOYER, Payer.AGENCY)],
            "advice": _advice(guide),
            "lines": footer_lines(language)[: NUMBERS[PrintedSheet.Form(form)]],
            "page": page,
            "blocks": [block for block in page.body if block.block_type in ON_PAPER] if page else [],
            "in_english": bool(page) and page.language != language,
            "address": settings.SITE_URL + reverse("corridor", args=[corridor.code]),
            "mark": grouped(mark.upper()),
            "qr": qr_code(check),
        }
    return Telling(corridor, PrintedSheet.Form(form), language, on, read_at, context, rows, mark)


def qr_code(address: str) -> SafeString:
    """A drawing of our own address."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, scale=1, border=2)
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn by segno from our own address


def _advice(guide: Guide) -> list:
    """Do's and don'ts of the country of work, don'ts last."""
    rights = [right for _topic, rows in guide.rights for right in rows if right.kind in ("do", "dont")]
    return sorted(rights, key=lambda right: right.kind == "dont")


def _page_of(corridor: Corridor, language: str) -> CorridorGuidePage | None:
    """The editor's page in the language, else the English one, else None."""
    pages = CorridorGuidePage.objects.filter(corridor=corridor).live().public().select_related("locale")
    found = {page.language: page for page in pages}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)
