"""A day as browsers ask for it: the calendar of `<input type="date">` knows no other way to write one than ISO 8601."""

from django import forms


class DayInput(forms.DateInput):
    """Django would write the value as the page's language does, and the browser would show an empty field."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")
