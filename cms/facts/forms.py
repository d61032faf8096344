"""Forms of the editors' screens of facts: one text field a column, so that the parser of the files judges them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from corridors import cells
from corridors.files import File
from corridors.models import Corridor
from corridors.sheets import MOST_BYTES
from corridors.wording import CHANNELS, TOPICS

_LONG = {"note", "notes", "detail", "documents_needed", "governing_instruments", "statement", "finding"}
# Columns whose words are numbers or dates: shown with a hint.
_DATES = {"effective_from", "effective_to", "as_of", "source_date", "last_confirmed", "agreement_date"}
_FULL_DATES = {"last_called"}
# Written by the site itself.
_NOT_ASKED = {"applies_to", "code"}


class WhyForm(forms.Form):
    """The reason and the day of publication, which every proposal has."""

    reason = forms.CharField(
        label=_("Why this changes"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for the person who approves it, and for the record."),
    )
    go_live_on = forms.DateField(
        label=_("Publish on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: as soon as a second person approves."),
    )


class FactForm(WhyForm):
    """The cells of one fact. `cells()` gives what was typed; `refuse` puts a RowProblem beside its field."""

    edits = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args, file: File, **kwargs):
        super().__init__(*args, **kwargs)
        self.file = file
        self.columns = [name for name in cells.columns_of(file) if name not in _NOT_ASKED]
        self.fields = {name: _field(file, name) for name in self.columns} | self.fields

    def cells(self) -> dict[str, str]:
        told = {name: self.cleaned_data.get(name, "") for name in self.columns}
        if self.file.name == "corridors":
            told["code"] = f"{told['origin']}-{told['destination']}"
        return {name: told.get(name, "") for name in cells.columns_of(self.file)}

    def refuse(self, problem) -> None:
        """Where the parser's complaint belongs."""
        self.add_error(problem.column if problem.column in self.fields else None, f"{_said(problem)}.")


class SheetForm(WhyForm):
    """A CSV file of facts."""

    sheet = forms.FileField(label=_("CSV file"), help_text=_("In the columns of the export, UTF-8, at most 2 MB."))
    field_order = ["sheet", "reason", "go_live_on"]

    def __init__(self, *args, trying: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if trying:
            self.fields["reason"].required = False

    def clean_sheet(self):
        sheet = self.cleaned_data["sheet"]
        if sheet.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Part it."))
        return sheet


class DecisionForm(forms.Form):
    """Words with a yes or a no."""

    words = forms.CharField(
        label=_("Your words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)


def label_of(column: str) -> str:
    """A column as a label: the files' own names are plain English."""
    return column.replace("_", " ").capitalize()


def _said(problem) -> str:
    return problem.reason[:1].upper() + problem.reason[1:]


def _field(file: File, name: str) -> forms.Field:
    choices = _choices(file, name)
    given = {"label": label_of(name), "required": False}
    if choices is not None:
        return _Word(choices=[("", "—"), *choices], **given)
    if name in _DATES:
        given["help_text"] = _("2025, 2025-03 or 2025-03-01")
    elif name in _FULL_DATES:
        given["help_text"] = _("2025-03-01")
    widget = forms.Textarea(attrs={"rows": 3}) if name in _LONG else forms.TextInput()
    # The parser says how long a text may be and what it may hold, in the same words as for a file.
    return forms.CharField(widget=widget, **given)


class _Word(forms.ChoiceField):
    """A list of words; what stands in the data and not in the list stays choosable, and the parser judges it."""

    def valid_value(self, value):
        return True


def _choices(file: File, name: str) -> list[tuple[str, str]] | None:
    columns = file.columns.split()
    if name == "corridor":
        pairs = sorted({corridor.pair for corridor in Corridor.objects.all()})
        return [(pair, pair) for pair in pairs]
    if name == "channel" and ("corridor" in columns or file.name == "corridors"):
        return [(code, f"{code} · {label}") for code, label in CHANNELS.items()]
    if name == "topic":
        return list(TOPICS.items())
    if name == "kind":
        return [(word, word) for word in ("do", "dont", "right", "fact")]
    words = cells.WORDS.get(name)
    return None if words is None else [(str(word), str(word).replace("_", " ")) for word in words]
