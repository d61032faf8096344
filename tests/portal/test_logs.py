"""No log line holds an address, a query string, a receipt code, a contact or what somebody typed, whatever goes wrong."""

import io
import json
import logging
import logging.config
import re
from smtplib import SMTPRecipientsRefused

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from portal.logs import WithoutTraces, log_settings, say_exception, without_traces

PLANTED = {
    "name": "Planted Person",
    "phone": "+66 81 234 5678",
    "mail": "planted@person.example",
    "receipt": "1234 5678 9012 3456",
    "word": "plantedword",
    "path": "planted-in-path",
    "address": "203.0.113.77",
    "far address": "2001:db8::77",
    "agent": "PlantedPhone/7",
    "cookie": "plantedcookie",
}


@pytest.fixture
def written():
    """Attach production's formatter and filter to every logger; call it for the lines written so far."""
    settings = log_settings(as_json=True, level="INFO")
    maker = logging.config.DictConfigurator(settings)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutTraces())
    handler.setFormatter(maker.configure_formatter(settings["formatters"]["line"]))
    requests = logging.getLogger("portal.requests")
    level = requests.level
    requests.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.root.removeHandler(handler)
    requests.setLevel(level)


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The exception after it was raised here, with its lines."""
    try:
        raise error from cause
    except Exception as caught:
        return caught


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("from 203.0.113.77:8000 and 2001:db8::77", "from [address] and [address]"),
        ("GET /metrics?token=abc HTTP/1.1", "GET /metrics HTTP/1.1"),
        ("GET /en/jobs/?words=cook HTTP/1.1", "GET [page] HTTP/1.1"),
        ("Not Found: /my/feeds/a-private-feed/", "Not Found: [page]"),
        ("code 1234 5678 9012 3456", "code [receipt]"),
        ("write to may@home.example or +95 9 777 666 555.", "write to [contact] or [contact]."),
        # What must stay, or nobody could mend anything.
        ("The opening 1234567890 cannot be put into the index", "The opening 1234567890 cannot be put into the index"),
        ("cannot write /srv/my/index/lock", "cannot write /srv/my/index/lock"),
    ],
)
def test_traces_are_taken_out_and_the_rest_stays(text, left):
    assert without_traces(text) == left


def test_an_exception_tells_its_type_and_lines_and_never_what_it_says(written):
    cause = raised(IntegrityError(f"DETAIL: Failing row contains ({PLANTED['name']})"))
    try:
        raise ValueError(PLANTED["name"]) from cause
    except ValueError:
        logging.getLogger("jobs").exception("It failed for %s", "+66 81 234 5678")
    (line,) = written()
    assert line["message"] == "It failed for [contact]"
    assert PLANTED["name"] not in json.dumps(line)
    assert "ValueError" in line["exception"] and "IntegrityError" in line["exception"]
    assert "test_logs.py" in line["exception"]


def test_what_tells_of_machines_is_said_without_addresses():
    told = say_exception(raised(OperationalError("connection to 10.1.2.3 refused: disk full")))
    assert told.endswith("OperationalError: connection to [address] refused: disk full")


def test_a_mail_server_s_refusal_does_not_say_whose_letter_it_was():
    told = say_exception(
        raised(SMTPRecipientsRefused({PLANTED["mail"]: (550, f"{PLANTED['name']} has left".encode())}))
    )
    assert told.endswith("SMTPRecipientsRefused")


def test_exceptions_that_cause_each_other_end():
    one, two = raised(ValueError("a")), raised(KeyError("b"))
    one.__cause__, two.__cause__ = two, one
    assert say_exception(one).count("ValueError") == 1


def test_extra_fields_stay_out_but_for_those_of_the_line_for_a_request(written):
    extra = {"user": "Planted Person", "view": "results", "method": "+66 81 234 5678", "request": object()}
    logging.getLogger("jobs").warning("Something", extra=extra, stack_info=True)
    (line,) = written()
    assert set(line) == {"time", "level", "logger", "process", "message", "view", "method", "stack"}
    assert (line["view"], line["method"]) == ("results", "[contact]")


def test_what_gunicorn_could_not_read_is_not_quoted(written):
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s: %s", "203.0.113.77", "Planted Person")
    assert [line["message"] for line in written()] == ["A request that cannot be read was refused."]


@pytest.mark.parametrize("as_json", [True, False])
def test_every_way_out_of_a_configuration_passes_the_filter(as_json):
    settings = log_settings(as_json=as_json)
    assert all(handler["filters"] == ["quiet"] for handler in settings["handlers"].values())
    assert not any(logger.get("handlers") for logger in settings["loggers"].values())


@pytest.mark.django_db
def test_one_line_tells_of_a_request_by_its_view(written, client):
    client.get("/en/jobs/?words=plantedword", REMOTE_ADDR=PLANTED["address"])
    (line,) = [line for line in written() if line["logger"] == "portal.requests"]
    told = {key: line[key] for key in ("view", "method", "status")}
    assert told == {"view": "results", "method": "GET", "status": 200}
    assert set(line) == {"time", "level", "logger", "process", "message", "view", "method", "status", "milliseconds"}


def addresses_of(resolver=None, before="/"):
    """An address for every pattern of this site, with planted words wherever it takes any."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + _filled(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses_of(pattern, address)
        else:
            yield address


def _filled(pattern):
    if isinstance(pattern, LocalePrefixPattern):
        return "en/"
    if isinstance(pattern, RoutePattern):
        text = re.sub(r"<int:\w+>", "7", str(pattern))
        text = re.sub(r"<uuid:\w+>", "7f0c1a52-6f5e-4a3a-9a53-6d5c3e0b1a77", text)
        return re.sub(r"<(?:\w+:)?\w+>", PLANTED["path"], text)
    text = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", PLANTED["path"], str(pattern))
    return re.sub(r"[\^$?]|\(.*\)|\\", "", text)


class Explodes:
    """Middleware: every view raises what its visitor sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *_view):
        raise ValueError(dict(request.POST), dict(request.GET), request.META["REMOTE_ADDR"], request.path)


@pytest.mark.parametrize("explodes", [False, True])
@pytest.mark.django_db
def test_what_is_planted_through_every_address_is_in_no_log(written, settings, explodes):
    if explodes:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.portal.test_logs.Explodes"]
    addresses = sorted(set(addresses_of()))
    assert len(addresses) > 100 and any(PLANTED["path"] in address for address in addresses)
    client = Client(
        raise_request_exception=False,
        REMOTE_ADDR=PLANTED["address"],
        HTTP_X_FORWARDED_FOR=f"{PLANTED['far address']}, {PLANTED['address']}",
        HTTP_USER_AGENT=PLANTED["agent"],
        HTTP_REFERER=f"https://{PLANTED['path']}.example/?q={PLANTED['word']}",
    )
    client.cookies["sessionid"] = PLANTED["cookie"]
    names = (
        "called",
        "contact",
        "message",
        "code",
        "words",
        "login",
        "email",
        "username",
        "password",
        "stamp",
        "topic",
    )
    for address in addresses:
        client.get(address, {"words": PLANTED["word"], "q": PLANTED["receipt"], "next": PLANTED["path"]})
        client.post(address, {**dict.fromkeys(names, " ".join(PLANTED.values()))})
    lines = written()
    assert {line["logger"] for line in lines} >= {"portal.requests", "django.request"}
    assert explodes == any("ValueError" in line.get("exception", "") for line in lines)
    for line in lines:
        text = json.dumps(line, ensure_ascii=False)
        assert not [name for name, planted in PLANTED.items() if planted in text], text
