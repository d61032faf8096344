"""Keeps addresses and query strings out of every log line; used by LOGGING in the settings."""

import logging
import re

ADDRESS = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])"
)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")
# Secrets of saved searches and their mails (jobs.alert_secrets), in an address or by themselves.
SECRET = re.compile(r"(?<=/alerts/)[^\s\"']+|\b[a-z2-7]{32}\b")
RECEIPT = re.compile(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b")


def without_traces(text: str) -> str:
    """The text with network addresses, query strings, receipt codes and secrets taken out."""
    text = QUERY.sub(r"\1", text)
    text = RECEIPT.sub("[receipt]", text)
    text = SECRET.sub("[secret]", text)
    return ADDRESS.sub("[address]", text)


class WithoutTraces(logging.Filter):
    """A logging filter that rewrites each record's message by without_traces and drops the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_traces(record.getMessage()), ()
        if hasattr(record, "request"):
            del record.request
        return True
