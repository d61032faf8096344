"""Keeps what could point at a person out of every log line; the settings and gunicorn.conf.py put it on each handler.

Taken out: network addresses, query strings, receipt codes, contacts, the address of a page (its view's name stands
instead), every extra field but the few below, and what an exception says: it may quote what somebody typed, and a
database's quotes the whole row. Its type and the lines it came from stay.
"""

import logging
import re
import traceback

ADDRESS = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])"
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")
# Secrets of saved searches and their mails (jobs.alert_secrets), in an address or by themselves.
SECRET = re.compile(r"(?<=/alerts/)[^\s\"']+|\b[a-z2-7]{32}\b")
RECEIPT = re.compile(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b")
CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)\+\d[\d -]{6,}\d\b")
# A page under its language: the rest of its address can be a secret (a private feed), or what somebody typed.
PAGE = re.compile(r"(?<![\w/.])/[a-z]{2}/[^\s\"']+")
# Fields of the line that portal.metrics writes for each request, and none of anybody else's.
KEPT_EXTRAS = frozenset({"view", "method", "status", "milliseconds"})
# Exceptions whose words tell of machines and are needed to mend them: files, connections, disks, settings, the engine.
TELLING = frozenset({"OSError", "OperationalError", "ImproperlyConfigured", "EngineUnavailable"})
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def log_settings(as_json: bool = False, level: str = "WARNING") -> dict:
    """A configuration for `logging.config` whose only way out is a quiet handler on standard error.

    as_json: one JSON object a line (time in UTC, level, logger, process, message, the kept extras, exception). level: of
    the line for each request; all else is told from WARNING on.
    """
    words = {"levelname": "level", "name": "logger", "exc_info": "exception", "stack_info": "stack"}
    fields = {"()": "pythonjsonlogger.json.JsonFormatter", "fmt": ["levelname", "name", "process", "message"]}
    plain = {"format": "%(levelname)s %(name)s %(message)s"}
    console = {"class": "logging.StreamHandler", "filters": ["quiet"], "formatter": "line"}
    # Django and gunicorn put handlers and levels of their own on these.
    levels = {"django": "WARNING", "django.server": "INFO", "gunicorn.error": "WARNING", "portal.requests": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"quiet": {"()": "portal.logs.WithoutTraces"}},
        "formatters": {"line": {**fields, "rename_fields": words, "timestamp": "time"} if as_json else plain},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {name: {"handlers": [], "level": one, "propagate": True} for name, one in levels.items()},
    }


def without_traces(text: str) -> str:
    """The text without network and pages' addresses, receipt codes, secrets, e-mail addresses and phone numbers."""
    text = QUERY.sub(r"\1", text)
    text = PAGE.sub("[page]", text)
    text = RECEIPT.sub("[receipt]", text)
    text = CONTACT.sub("[contact]", text)
    text = SECRET.sub("[secret]", text)
    return ADDRESS.sub("[address]", text)


def view_of(request) -> str:
    """The name of the view that a request reached, of which there are only so many; "unmatched" when it reached none."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match and match.view_name else "unmatched"


def say_exception(error: BaseException) -> str:
    """Where an exception came from: its type, its causes and their lines, without what they say (TELLING excepted)."""
    return "".join(_told(error, set())).rstrip()


def _told(error, seen):
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "The above led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    # A mail server's refusal is an OSError too, and says whose letter it was.
    told = kinds & TELLING and "SMTPException" not in kinds
    yield f"{type(error).__qualname__}{f': {without_traces(str(error))}' if told else ''}\n"


class WithoutTraces(logging.Filter):
    """A logging filter that rewrites each record for every handler after it: message, exception, stack, extra fields."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if (path := getattr(request, "path", None)) and isinstance(record.args, tuple):
            # Django escapes what it logs.
            paths = (path, path.encode("unicode_escape").decode())
            record.args = tuple(view_of(request) if given in paths else given for given in record.args)
        message = record.getMessage()
        if record.name == "gunicorn.error" and message.startswith("Invalid request"):
            message = "A request that cannot be read was refused."  # gunicorn would quote it
        record.msg, record.args = without_traces(message), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = say_exception(record.exc_info[1])
        elif record.exc_text:
            record.exc_text = without_traces(record.exc_text)
        record.exc_info = None
        if record.stack_info:
            record.stack_info = without_traces(record.stack_info)
        for name in set(vars(record)) - _STANDARD:
            value = getattr(record, name)
            if name not in KEPT_EXTRAS:
                delattr(record, name)
            elif isinstance(value, str):
                setattr(record, name, without_traces(value))
        return True
