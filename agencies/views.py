"""The registry's pages: the register, one agency, and "check an agency". One function a page; all are plain GETs."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from agencies.checking import check
from agencies.filters import AgencyFilter
from agencies.models import Agency, AgencyAlias
from agencies.names import LONGEST_QUESTION
from agencies.review_showing import shown_reviews
from agencies.showing import rows_of, show
from agencies.wording import NOT_PROVED
from foundation import clock, codes

ON_A_PAGE = 20


def agency_list(request):
    """The register, filtered and paged by the address alone."""
    filters = AgencyFilter(request.GET, queryset=Agency.objects.order_by("-example", "name", "id"))
    page = Paginator(filters.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, clock.today(), get_language())
    chosen = {
        name: _as_shown(filters.form, name, request.GET[name]) for name in filters.filters if request.GET.get(name)
    }
    return render(
        request, "agencies/agency_list.html", {"form": filters.form, "page": page, "rows": rows, "chosen": chosen}
    )


def agency(request, public_id):
    """One agency. An id typed with blanks or in other digits, or merged into another, leads to the agency's address."""
    typed, public_id = public_id, codes.normalise(public_id)
    if typed != public_id and codes.is_valid(public_id):
        return redirect("agency", public_id, permanent=True)
    found = Agency.objects.filter(public_id=public_id).first()
    if found is None:
        alias = AgencyAlias.objects.filter(public_id=public_id).select_related("agency").first()
        if alias is None:
            raise Http404
        return redirect("agency", alias.agency.public_id, permanent=True)
    today, language = clock.today(), get_language()
    context = {"shown": show(found, today, language), "reviews": shown_reviews(found, today, language)}
    return render(request, "agencies/agency.html", {**context, "agency": found, "not_proved": NOT_PROVED})


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


def _as_shown(form, name: str, value: str) -> str:
    """A filter's value as its own form words it."""
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))
