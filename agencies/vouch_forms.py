"""What an officer types to vouch, to take a vouch back, and to find agencies that await one."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.actions import Word
from agencies.models import StandingChange
from agencies.names import LONGEST_QUESTION, ids_with_words
from agencies.routes import route_names
from agencies.rules import Standing
from agencies.rules.vouching import LONGEST_VOUCH, Answer, Looked, Principle, Refusal
from agencies.vouching import State, in_state
from agencies.wording import ANSWERS, PRINCIPLES, REFUSALS
from foundation import clock
from foundation.days import DayInput
from foundation.plain import PlainCharField

ONE_DAY = timedelta(days=1)
LONGEST_TYPED = 2000
MOST_WORKERS = 100_000


class AgendaFilter(django_filters.FilterSet):
    """All GET parameters of a CSO's desk: words, corridor, state, licensed."""

    words = django_filters.CharFilter(
        label=_("Name of the agency"),
        method="by_words",
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput({"type": "search"}),
    )
    corridor = django_filters.ChoiceFilter(label=_("Route"), empty_label=_("any"), field_name="corridor__code")
    state = django_filters.ChoiceFilter(
        label=_("Your vouch"),
        empty_label=_("any"),
        method="by_state",
        choices=[
            (State.RUNS_OUT.value, _("ends within 60 days")),
            (State.AWAITS.value, _("not given")),
            (State.VOUCHED.value, _("given")),
        ],
    )
    licensed = django_filters.ChoiceFilter(
        label=_("What stands in the way"),
        empty_label=_("any"),
        method="by_licensed",
        choices=[("1", _("only vouches or fees: its licence is in order"))],
    )

    class Meta:
        model = StandingChange
        fields: list[str] = []

    def __init__(self, *args, corridors, **kwargs):
        super().__init__(*args, **kwargs)
        corridors = list(corridors)
        named = route_names(corridors, get_language() or "en")
        self.filters["corridor"].extra["choices"] = [(one.code, named[one.pk]) for one in corridors]

    def by_words(self, rows, name, value):
        """Agencies that are called so, in any script."""
        return rows.filter(agency__in=ids_with_words(value))

    def by_state(self, rows, name, value):
        """By the CSO's own vouch."""
        return in_state(rows, State(value), clock.today())

    def by_licensed(self, rows, name, value):
        """Those that a vouch could bring further."""
        return rows.filter(standing__in=[Standing.CONDITIONAL.value, Standing.VETTED.value])


class VouchForm(forms.Form):
    """Scope, the checklist by principle, what it rests on, ties, and the last day."""

    scope = PlainCharField(
        label=_("What exactly do you vouch for?"),
        max_length=300,
        required=False,
        help_text=_("A branch, a kind of work. Leave it empty for the whole agency on this route."),
    )
    visited = forms.DateField(
        label=_("Day of your visit"),
        widget=DayInput(),
        error_messages={"required": REFUSALS[Refusal.NO_VISIT]},
    )
    interviewed = forms.IntegerField(
        label=_("How many workers did you ask?"),
        min_value=0,
        max_value=MOST_WORKERS,
        error_messages={"required": REFUSALS[Refusal.INTERVIEWS_UNKNOWN]},
        help_text=_("Away from the agency's people. Write 0 for none."),
    )
    documents = PlainCharField(
        label=_("Which papers did you read?"),
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Contracts, receipts, the licence. Write no names of workers."),
    )
    tie = forms.ChoiceField(
        label=_("Does your organisation, or one of you, have a tie to this agency?"),
        choices=[
            ("no", _("No: no money, no gift, no relative, no shared work.")),
            ("yes", _("Yes, there is a tie.")),
        ],
        widget=forms.RadioSelect,
        help_text=_("With a tie you cannot vouch. That is no shame: another organisation will."),
    )
    last_day = forms.DateField(
        label=_("Last day of the vouch"),
        widget=DayInput(),
        help_text=_("Twelve months at most. You can take it back on any day."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for principle, (title, _hint) in PRINCIPLES.items():
            self.fields[f"answer_{principle.value}"] = forms.ChoiceField(
                label=f"{principle.value} · {title}",
                choices=[(answer.value, text) for answer, text in ANSWERS.items()],
                widget=forms.RadioSelect,
                error_messages={"required": REFUSALS[Refusal.PRINCIPLE_UNANSWERED]},
            )
            self.fields[f"note_{principle.value}"] = PlainCharField(
                label=_("What you saw"), required=False, max_length=300
            )

    def clean_last_day(self):
        """No later than any vouch may last, told beside the field."""
        last_day = self.cleaned_data["last_day"]
        if last_day - clock.today() >= LONGEST_VOUCH:
            raise forms.ValidationError(REFUSALS[Refusal.LONGER_THAN_A_YEAR])
        return last_day

    def checklist(self):
        """For the page: hint, answer and note of each principle."""
        return [
            (PRINCIPLES[principle][1], self[f"answer_{principle.value}"], self[f"note_{principle.value}"])
            for principle in Principle
        ]

    def word(self) -> Word:
        """What was typed, as actions.give_vouch takes it. After is_valid()."""
        told = self.cleaned_data
        return Word(
            looked=Looked(
                answers={one: Answer(told[f"answer_{one.value}"]) for one in Principle},
                visited=told["visited"],
                interviewed=told["interviewed"],
                documents=told["documents"],
            ),
            expires=told["last_day"] + ONE_DAY,
            scope=told["scope"],
            notes={one: told[f"note_{one.value}"] for one in Principle},
            tied=told["tie"] == "yes",
        )

    def tells_of_a_tie(self) -> bool:
        """Whether a tie was declared, also where another field is wrong. After is_valid()."""
        return self.cleaned_data.get("tie") == "yes"

    def typed(self) -> dict[str, str]:
        """Everything as it was typed, right or wrong, for a draft."""
        return {name: str(self.data.get(name, ""))[:LONGEST_TYPED].replace("\0", "") for name in self.fields}


class WithdrawForm(forms.Form):
    """Whether the reason is grave."""

    grave = forms.BooleanField(
        label=_("Something grave: workers are in danger, or are forced, or papers are kept from them."),
        required=False,
        help_text=_(
            "Then a person of this site looks at it at once, and may suspend the agency. Nobody learns who said so."
        ),
    )
