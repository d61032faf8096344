"""The screen that deletes a corridor, which is refused with a list while anything uses it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.facts.policy import for_readers
from cms.facts.views import list_name, version_or_404
from cms.facts.words import crumbs, heading_of
from corridors import actions, cells, permissions

# Whose words are public anyway; of everything else only the number is told: vouches, reports and concerns are nobody's
# business here.
_PUBLIC = {"jobs.Opening", "corridors.CostItem", "corridors.Step", "corridors.CorridorStatus"}
_AGENCIES_ARE_PUBLIC = {"agencies.FeeDisclosure", "agencies.StandingChange"}
_MOST_TITLES = 20


@for_readers
def delete_corridor(request, pk: int):
    """Delete a corridor that nothing uses; one that is used is refused with the list."""
    corridor = version_or_404(cells.BY_NAME["corridors"], pk)
    if not permissions.may_approve(request.user):
        raise PermissionDenied
    uses = [
        {
            "name": str(relation.related_model._meta.verbose_name_plural),
            "count": count,
            "titles": _titles(relation, corridor),
        }
        for relation, count in actions.uses_of(corridor)
    ]
    if request.method == "POST":
        try:
            actions.delete_corridor(corridor.pk, request.user)
        except actions.CorridorInUse:
            messages.error(request, _("The corridor is used and was not deleted."))
        else:
            messages.success(request, _("Deleted."))
            return redirect(list_name(cells.BY_NAME["corridors"]))
    context = {
        **heading_of(corridor.code, _("Delete a corridor"), "bin"),
        "breadcrumbs_items": crumbs(
            (reverse("facts_fact", args=["corridors", corridor.pk]), corridor.code),
            ("", _("Delete %(code)s") % {"code": corridor.code}),
        ),
        "corridor": corridor,
        "uses": uses,
    }
    return render(request, "cms/facts/delete_corridor.html", context, status=409 if request.method == "POST" else 200)


def _titles(relation, corridor) -> list[str]:
    model = relation.related_model
    rows = model._base_manager.filter(**{relation.field.name: corridor})
    if model._meta.label in _PUBLIC or hasattr(model, "get_url_parts"):
        return [str(row) for row in rows[:_MOST_TITLES]]
    if model._meta.label in _AGENCIES_ARE_PUBLIC:
        return list(rows.order_by("agency__name").values_list("agency__name", flat=True).distinct()[:_MOST_TITLES])
    return []
