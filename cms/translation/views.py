"""The editors' screens of translations: how much there is, one language page by page, one page side by side, files out and in."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Locale, Page

from cms.facts.words import crumbs, heading_of
from cms.translation import actions, files
from cms.translation.coverage import coverage_of
from cms.translation.drift import State, latest, lines_of, standings
from cms.translation.permissions import for_translators, languages_of, may_publish
from foundation import clock
from foundation.reports import RowProblem

NAMES = dict(settings.LANGUAGES)
MOST_PROBLEMS = 50
KINDS = {
    "po": (files.write_po, "text/x-gettext-translation"),
    "xlf": (files.write_xliff, "application/xliff+xml"),
}
FILTERS = {
    "drifted": lambda each: each.drifted,
    "missing": lambda each: each.twin is None or each.missing,
    "unread": lambda each: each.unread,
    "waits": lambda each: each.waits,
}


class BringForm(forms.Form):
    """A file of strings."""

    file = forms.FileField(
        label=gettext_lazy("PO or XLIFF file"), help_text=gettext_lazy("As exported here, UTF-8, at most 2 MB.")
    )


@require_safe
@for_translators
def overview(request):
    """Every language this person may translate into, with how much of the site exists in it and how much is unread."""
    told = [(code, NAMES[code], coverage_of(code)) for code in languages_of(request.user)]
    context = {
        **heading_of(_("Translations"), icon="globe"),
        "breadcrumbs_items": crumbs(("", _("Translations"))),
        "languages": told,
    }
    return render(request, "cms/translation/overview.html", context)


@require_safe
@for_translators
def pages(request, language: str):
    """Every published English page with its translation; `?only=` drifted, missing, unread or waits."""
    every = standings(language)
    only = request.GET.get("only", "")
    shown = [each for each in every if FILTERS[only](each)] if only in FILTERS else every
    labels = {
        "": _("all"),
        "drifted": _("English changed since"),
        "missing": _("not translated"),
        "unread": _("not read by a native speaker"),
        "waits": _("waits to be published"),
    }
    counts = {"": len(every)} | {key: sum(bool(test(each)) for each in every) for key, test in FILTERS.items()}
    context = {
        **heading_of(_("Translations"), NAMES[language], "globe"),
        "breadcrumbs_items": _way(language),
        "language": language,
        "shown": shown,
        "only": only,
        "choices": [(key, label, counts[key]) for key, label in labels.items()],
    }
    return render(request, "cms/translation/pages.html", context)


@for_translators
def side_by_side(request, language: str, pk: int):
    """One page: English then, English now, the translation; what is written becomes a draft."""
    english = _english(pk)
    twin = english.get_translation_or_none(Locale.objects.get(language_code=language))
    twin = twin.specific if twin is not None else None
    problems, given = {}, {}
    if request.method == "POST" and twin is not None:
        lines = lines_of(english, latest(twin))
        given = {line.words.path: request.POST.get(f"to-{line.words.path}", "") for line in lines}
        still = tuple(path for path in given if request.POST.get(f"still-{path}"))
        own = {line.words.path: line.own for line in lines}
        told = {path: text for path, text in given.items() if text.replace("\r\n", "\n") != own[path]}
        seen = request.POST.get("seen", "")
        try:
            number = actions.keep(english, twin, told, request.user, int(seen) if seen.isdecimal() else -1, still)
        except actions.TranslationError as refused:
            problems[""] = str(refused)
        except RowProblem as problem:
            problems[problem.column] = problem.reason
        else:
            messages.success(request, _("Kept as a draft: %(number)s strings.") % {"number": number})
            return redirect("translation_page", language, pk)
    newest = latest(twin) if twin is not None else None
    rows = []
    for line in lines_of(english, newest):
        path = line.words.path
        rows.append((line, given.get(path, line.own), problems.get(path, "")))
    context = {
        **heading_of(english.title, NAMES[language], "globe"),
        "breadcrumbs_items": [*_way(language), {"url": "", "label": english.title}],
        "language": language,
        "language_name": NAMES[language],
        "english": english,
        "twin": twin,
        "newest": newest,
        "seen": twin.latest_revision_id if twin is not None else "",
        "rows": rows,
        "problem": problems.get("", ""),
        "wrong": bool(problems),
        "drifted": sum(line.state == State.DRIFTED for line, _text, _problem in rows),
        "missing": sum(line.state == State.MISSING for line, _text, _problem in rows),
        "may_publish": may_publish(request.user, language),
        "waits": twin is not None and (not twin.live or twin.has_unpublished_changes),
    }
    return render(request, "cms/translation/side_by_side.html", context, status=422 if problems else 200)


@require_POST
@for_translators
def act(request, language: str, pk: int):
    """Begin a translation, publish one, or record that a native speaker read it."""
    english = _english(pk)
    locale = Locale.objects.get(language_code=language)
    twin = english.get_translation_or_none(locale)
    twin = twin.specific if twin is not None else None
    verb = request.POST.get("verb", "")
    try:
        if verb == "begin":
            actions.begin(english, locale, request.user)
        elif verb in ("publish", "confirm") and twin is not None:
            if request.POST.get("seen", "") != str(twin.latest_revision_id or ""):
                raise actions.TranslationError(_("Somebody kept other words meanwhile. Read them first."))
            if verb == "publish":
                actions.publish(english, twin, request.user)
                messages.success(request, _("Published."))
            else:
                reader = request.POST.get("reader", "").strip()[:120]
                if not reader:
                    raise actions.TranslationError(_("Say who read it: a name or a role, and an organisation."))
                actions.confirm(twin, reader, request.user)
                messages.success(request, _("Recorded. The mark goes when these words are published."))
    except actions.TranslationError as refused:
        messages.error(request, str(refused))
    return redirect("translation_page", language, pk)


@require_safe
@for_translators
def export(request, language: str, form: str):
    """Every string, or (`?page=`) those of one page, as PO or XLIFF."""
    if form not in KINDS:
        raise Http404
    only = request.GET.get("page", "")
    write, kind = KINDS[form]
    answer = HttpResponse(
        write(actions.entries_of(language, int(only) if only.isdecimal() else None), language),
        content_type=f"{kind}; charset=utf-8",
    )
    name = f"pages-{language}-{clock.today().isoformat()}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@for_translators
def bring(request, language: str):
    """Try a file (writes nothing), or keep its strings as drafts."""
    form = BringForm(request.POST or None, request.FILES or None)
    report, kept = None, request.POST.get("verb") == "keep"
    if request.method == "POST" and form.is_valid():
        try:
            entries = files.read(form.cleaned_data["file"].read(files.MOST_BYTES + 1))
            report = actions.bring(entries, language, request.user, trying=not kept)
        except (files.FileError, actions.TranslationError) as refused:
            form.add_error("file", str(refused))
    context = {
        **heading_of(_("Import strings"), NAMES[language], "upload"),
        "breadcrumbs_items": [*_way(language), {"url": "", "label": _("Import strings")}],
        "language": language,
        "form": form,
        "report": report,
        "kept": kept,
        "problems": report.problems[:MOST_PROBLEMS] if report else [],
    }
    return render(request, "cms/translation/bring.html", context, status=422 if form.errors else 200)


def _english(pk: int):
    page = get_object_or_404(Page.objects.live(), pk=pk, locale__language_code=settings.LANGUAGE_CODE).specific
    if not hasattr(page, "translated_fields"):
        raise PermissionDenied
    return page


def _way(language: str) -> list[dict]:
    return crumbs(
        (reverse("translations"), _("Translations")), (reverse("translation_pages", args=[language]), NAMES[language])
    )
