"""The registry's pages: the register, one agency, and "check an agency". One function a page; all are plain GETs."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agencies import past_register
from agencies.asked_day import LONGEST, asked_day
from agencies.checking import check
from agencies.filters import AgencyFilter
from agencies.models import Agency, AgencyAlias
from agencies.names import LONGEST_QUESTION
from agencies.past_showing import show_past
from agencies.review_showing import shown_reviews
from agencies.routes import route_names
from agencies.sdg import report_on
from agencies.showing import rows_of, show
from agencies.suspensions import suspensions_of, warned_of
from agencies.wording import MARKS, NAMES, NOT_PROVED
from corridors.guide import texts_of_surveys
from corridors.models import Corridor
from foundation import clock, codes
from reference.names import phrases

ON_A_PAGE = 20
ON_A_PAST_PAGE = 50


def agency_list(request):
    """The register, filtered and paged by the address alone; with ?as_of= as it was known on an earlier day."""
    today = clock.today()
    asked = asked_day(request.GET.get("as_of", ""), today)
    if asked.day:
        return _past_list(request, asked, today)
    filters = AgencyFilter(request.GET, queryset=Agency.objects.order_by("-example", "name", "id"))
    page = Paginator(filters.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, today, get_language())
    context = {
        "form": filters.form,
        "page": page,
        "rows": rows,
        "chosen": _chosen(request, filters),
        "as_of": asked,
        "today": today,
    }
    return render(request, "agencies/agency_list.html", context)


def _past_list(request, asked, today):
    """The register of an earlier day: fifty lines a page, and how many agencies stood where."""
    on, known = asked.day, clock.end_of(asked.day)
    filters = AgencyFilter(request.GET, queryset=past_register.known_then(known), past=True)
    standing, corridor = filters.asked_standing()
    found = filters.qs
    narrowed = any(filters.form.cleaned_data.get(name) for name in ("words", "country", "example"))
    counts = past_register.counts_then(found if narrowed else None, on, known, corridor)
    if standing or corridor:
        found = past_register.with_standing_then(found, standing, on, known, corridor)
    page = Paginator(found, ON_A_PAST_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": filters.form,
        "page": page,
        "rows": past_register.rows_then(page.object_list, on, known, filters.route_names, get_language()),
        "counts": [(each, NAMES[each], MARKS[each][1], number) for each, number in counts.items() if number],
        "chosen": _chosen(request, filters),
        "as_of": asked,
        "today": today,
    }
    return render(request, "agencies/agency_list_past.html", context)


def _chosen(request, filters) -> dict[str, str]:
    """The filters in force, as their own forms word them."""
    return {name: _as_shown(filters.form, name, request.GET[name]) for name in filters.filters if request.GET.get(name)}


def agency(request, public_id):
    """One agency. An id typed with blanks or in other digits, or merged into another, leads to the agency's address."""
    typed, public_id = public_id, codes.normalise(public_id)
    if typed != public_id and codes.is_valid(public_id):
        return _lead_to(request, public_id)
    today, language = clock.today(), get_language()
    asked = asked_day(request.GET.get("as_of", ""), today)
    found = Agency.records.filter(public_id=public_id).first()
    # On the days before it was merged, a record answers for itself.
    if found is None or (found.merged_at and not (asked.day and found.merged_at > clock.end_of(asked.day))):
        alias = AgencyAlias.objects.filter(public_id=public_id).select_related("agency").first()
        if alias is None:
            raise Http404
        return _lead_to(request, alias.agency.public_id)
    context = {"agency": found, "as_of": asked, "today": today}
    if asked.day:
        context["past"] = show_past(found, asked.day, language)
        return render(request, "agencies/agency_past.html", context)
    context |= {
        "shown": show(found, today, language),
        "not_proved": NOT_PROVED,
        "suspensions": suspensions_of(found, today, language),
        "confused": warned_of(found),
        "reviews": shown_reviews(found, today, language),
    }
    return render(request, "agencies/agency.html", context)


def agency_check(request):
    """By name in any script, licence number or public id: the answer in one line, then what it does not prove."""
    question = request.GET.get("q", "")[:LONGEST_QUESTION]
    context = {"question": question, "searched": bool(question.strip()), "not_proved": NOT_PROVED}
    if context["searched"]:
        answer = check(question)
        context["answer"] = answer
        if len(answer.agencies) == 1:
            context["shown"] = show(answer.agencies[0], clock.today(), get_language(), whole=False)
        elif answer.agencies:
            context["rows"] = rows_of(answer.agencies, clock.today(), get_language())
    return render(request, "agencies/agency_check.html", context)


@require_safe
def recruitment_costs(request, code):
    """SDG indicator 10.7.1 on one corridor: our own figure, with ?as_of= that of an earlier day, beside published surveys."""
    if code != code.upper():
        return redirect(_with_day(request, reverse("recruitment_costs", args=[code.upper()])), permanent=True)
    corridor = get_object_or_404(Corridor, code=code)
    name = route_names([corridor], get_language())[corridor.pk]
    today = clock.today()
    asked = asked_day(request.GET.get("as_of", ""), today)
    report = report_on(corridor, asked.day or today)
    context = {
        "report": report,
        "phrases": phrases(texts_of_surveys(report.surveys), get_language() or "en"),
        "corridor": corridor,
        "name": name,
        "as_of": asked,
        "today": today,
    }
    return render(request, "agencies/recruitment_costs.html", context)


def _lead_to(request, public_id: str):
    """The agency's own address, with the day that was asked for."""
    return redirect(_with_day(request, reverse("agency", args=[public_id])), permanent=True)


def _with_day(request, address: str) -> str:
    asked = request.GET.get("as_of", "")[:LONGEST]
    return address + (f"?{urlencode({'as_of': asked})}" if asked else "")


def _as_shown(form, name: str, value: str) -> str:
    """A filter's value as its own form words it."""
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))
