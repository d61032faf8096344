"""The panel on the first page of Wagtail's admin: what waits for this person, and how much must be looked at again."""

from collections import Counter

from django.db.models import Q
from wagtail.admin.ui.components import Component

from cms.facts.overdue import overdue_on
from cms.facts.reports import KINDS
from cms.facts.words import proposal_in_words
from corridors.letters import wants_letters
from corridors.permissions import may_approve
from corridors.proposal_models import FactProposal
from foundation import clock

MOST = 10


class FactsPanel(Component):
    name = "facts"
    template_name = "cms/facts/panel.html"
    order = 120

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        state = FactProposal.State
        waiting = (
            FactProposal.objects.filter(state=state.AWAITING).exclude(drafted_by=user) if may_approve(user) else None
        )
        own = FactProposal.objects.filter(Q(state__in=[state.DRAFT, state.STOPPED, state.REFUSED]), drafted_by=user)
        counted = Counter(each.kind for each in overdue_on(clock.today()))
        return {
            "waiting": [] if waiting is None else [(proposal_in_words(each), each) for each in waiting[:MOST]],
            "waiting_count": 0 if waiting is None else waiting.count(),
            "own": [(proposal_in_words(each), each) for each in own[:MOST]],
            "overdue": [(kind, label, counted[kind]) for kind, label in KINDS if counted[kind]],
            "overdue_count": counted.total(),
            "wants_letters": wants_letters(user),
            "csrf_token": parent_context.get("csrf_token", ""),
        }
