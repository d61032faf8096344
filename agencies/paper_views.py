"""The CSO's desk: reports that workers wrote on paper, typed in several at a time or read from a file; the blank form to print.

Nothing that is refused is kept here: it stands on the answering page, to be mended and sent again.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agencies.actions.paper import Entry, Paper, enter_papers
from agencies.paper_forms import (
    COLUMNS,
    MOST_BYTES,
    ROWS,
    PaperFileForm,
    PaperForm,
    row_data,
    rows_of,
    template_csv,
)
from agencies.permissions import hands_out_cards
from agencies.review_codes import CARD_DIGITS
from agencies.review_forms import CURRENCIES
from agencies.review_wording import ANSWERS, FEES, QUESTIONS, REFUSALS, STAGES
from agencies.rules.review_questions import Stage, of_stage
from corridors.rules import Category
from corridors.wording import WORDS
from foundation import clock, codes, limits
from foundation.pdf import draw
from foundation.sources import TableError
from foundation.tables import Rejected, Report
from partners.models import CSO

WINDOW = 600
# Somebody who types all day needs few of them, and somebody who guesses cards needs many.
PAGES_AN_OFFICER = 60


@dataclass(frozen=True)
class Saved:
    """A paper form that was taken: its number on the sheet or line in the file, the end of its code, its receipt."""

    number: int
    card: str
    receipt: str
    again: bool


@login_required
@never_cache
def paper_reviews(request):
    """A sheet of several paper forms, and the upload of a file with the same columns."""
    csos = _own(request)
    if request.method != "POST":
        return _page(request, [_form(None, at) for at in range(ROWS)])
    if not limits.allow("agencies.paper", str(request.user.pk), limit=PAGES_AN_OFFICER, seconds=WINDOW):
        return _page(request, _typed(request), status=429, busy=True)
    if request.POST.get("step") == "file":
        return _read_file(request, csos)
    rows = _typed(request)
    told = {at: form for at, form in enumerate(rows) if not form.is_blank()}
    if not told:
        # One sentence says it; each row would say it again for each of its fields.
        return _page(request, [_form(None, at) for at in range(ROWS)], status=422, nothing=True)
    saved = _save(request, {at + 1: form for at, form in told.items()}, csos)
    kept = {one.number - 1 for one in saved}
    rows = [_form(None, at) if at in kept or at not in told else form for at, form in enumerate(rows)]
    wrong = len(told) - len(kept)
    return _page(request, rows, status=422 if wrong else 200, saved=saved, wrong=wrong)


@login_required
@never_cache
@require_safe
def paper_template(request):
    """The file to fill in: a heading, and no rows."""
    _own(request)
    answer = HttpResponse(template_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="paper-forms.csv"'
    return answer


@login_required
@never_cache
@require_safe
def paper_form(request, language):
    """The blank form to print, in one of the site's languages."""
    _own(request)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    answer = HttpResponse(draw(blank_page(language)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="paper-form-{language}.pdf"'
    return answer


def blank_page(language: str) -> str:
    """The HTML of the blank form, ready for foundation.pdf."""
    with translation.override(language):
        context = {
            "language": language,
            "site": settings.SITE_NAME,
            "digits": range(CARD_DIGITS),
            "stages": [(STAGES[stage], [QUESTIONS[one.code] for one in of_stage(stage)]) for stage in Stage],
            "answers": list(ANSWERS.values()),
            "fees": list(FEES.values()),
            "categories": [WORDS[Category][one] for one in Category],
        }
        return render_to_string("agencies/review_paper_form.html", context)


def _read_file(request, csos: list[CSO]):
    form, blank = PaperFileForm(request.POST, request.FILES), [_form(None, at) for at in range(ROWS)]
    if not form.is_valid():
        return _page(request, blank, status=422, file_form=form)
    file, report, told = form.cleaned_data["file"], Report(), {}
    try:
        # What is too large is never read into memory.
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TableError(_("The file is larger than 1 MB."))
        for line, values in rows_of(file.name, content, report):
            told[line] = _form(values, len(told))
    except TableError as error:
        form.add_error("file", str(error))
        return _page(request, blank, status=422, file_form=form)
    saved = _save(request, told, csos)
    kept = {one.number for one in saved}
    wrong = {line: form for line, form in told.items() if line not in kept}
    problems = sorted([*report.problems, *(one for line, form in wrong.items() for one in _problems(line, form))])
    rows = [_moved(form, at) for at, form in enumerate(list(wrong.values())[:ROWS])]
    rows += [_form(None, at) for at in range(len(rows), ROWS)]
    lines = {one.line for one in problems}
    return _page(
        request, rows, status=422 if lines else 200, saved=saved, wrong=len(lines), problems=problems, from_file=True
    )


def _save(request, told: dict[int, PaperForm], csos: list[CSO]) -> list[Saved]:
    """Enter the good ones; what is wrong with the others is written into their forms."""
    good = {number: form for number, form in told.items() if form.is_valid()}
    papers = [Paper(form.cleaned_data["code"], form.report()) for form in good.values()]
    submission = request.POST.get("submission", "")[:40] or secrets.token_urlsafe(16)
    entries = enter_papers(papers, submission, clock.today(), csos=csos, actor=request.user)
    saved = []
    for (number, form), entry in zip(good.items(), entries, strict=True):
        if entry.refusal:
            form.add_error("code", REFUSALS[entry.refusal])
        else:
            saved.append(_saved(number, form, entry))
    return saved


def _saved(number: int, form: PaperForm, entry: Entry) -> Saved:
    card = codes.normalise(form.cleaned_data["code"])
    return Saved(number, card[-4:], codes.grouped(entry.receipt), entry.again)


def _problems(line: int, form: PaperForm) -> list[Rejected]:
    return [
        Rejected(
            line, "agency" if name == "chosen" else name.replace("__all__", ""), form.typed(name), " ".join(errors)
        )
        for name, errors in form.errors.items()
    ]


def _form(values: dict[str, str] | None, at: int) -> PaperForm:
    data = None if values is None else row_data(values, str(at))
    return PaperForm(data, prefix=str(at), today=clock.today(), language=get_language() or "en")


def _typed(request) -> list[PaperForm]:
    """The sheet as it was sent."""
    found = []
    for at in range(ROWS):
        sent = {key.partition("-")[2]: value for key, value in request.POST.items() if key.startswith(f"{at}-")}
        found.append(_form(sent, at))
    return found


def _moved(form: PaperForm, at: int) -> PaperForm:
    """The same form at another place of the sheet, with all that is said against it."""
    moved = _form({name: form.typed(name) for name in COLUMNS}, at)
    for name, errors in form.errors.items():
        if name not in moved.errors:
            moved.add_error(name if name in moved.fields else None, list(errors))
    return moved


def _own(request) -> list[CSO]:
    """The CSOs this user is an officer of; nobody else gets in."""
    csos = [cso for cso in CSO.objects.of_member(request.user, clock.today()) if hands_out_cards(request.user, cso)]
    if not csos:
        raise PermissionDenied
    return csos


def _page(request, rows, status: int = 200, **more):
    context = {
        "rows": rows,
        # A new key each time: what was mended on this page is another page than the one before.
        "submission": secrets.token_urlsafe(16),
        "file_form": more.pop("file_form", None) or PaperFileForm(),
        "columns": _columns(rows[0]),
        "currencies": ", ".join(CURRENCIES),
        **more,
    }
    return render(request, "agencies/review_paper.html", context, status=status)


def _columns(form: PaperForm) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(column, what it asks, what may stand there) for the help beside the template."""
    found = []
    for name in COLUMNS:
        field = form.fields[name]
        offered = name == "fees" or name == "corridor" or name in QUESTIONS
        choices = [(value, word) for value, word in field.choices if value] if offered else []
        group = getattr(field, "category", "")
        found.append((name, f"{group}: {field.label}" if group else field.label, choices))
    return found
