from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django import forms
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import RequestFactory

from foundation.limits import StampProblem, allow, check_stamp, client_key, form_stamp
from foundation.quiet import QuietForm

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def request_from(address, **extra):
    return RequestFactory().get("/", REMOTE_ADDR=address, **extra)


def test_only_so_many_pass_in_one_window():
    with time_machine.travel(NOON, tick=False) as clock:
        assert [allow("receipt", "me", limit=3, seconds=60) for _ in range(5)] == [True] * 3 + [False] * 2
        assert allow("receipt", "you", limit=3, seconds=60)
        assert allow("other", "me", limit=3, seconds=60)
        clock.shift(61)
        assert allow("receipt", "me", limit=3, seconds=60)


def test_who_is_counted_cannot_be_blurred_by_joining_names():
    assert allow("a", "b", "c", limit=1, seconds=60)
    assert allow("a", "b\nc", limit=1, seconds=60)
    assert allow("a", "bc", limit=1, seconds=60)


def test_the_limit_holds_when_many_ask_at_once():
    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda _: allow("flood", "me", limit=10, seconds=600), range(80)))
    assert sum(passed) == 10


def test_a_flood_of_others_frees_nobody():
    with time_machine.travel(NOON, tick=False):
        assert allow("receipt", "me", limit=1, seconds=3600)
        for visitor in range(2000):
            allow("receipt", str(visitor), limit=1, seconds=3600)
        assert not allow("receipt", "me", limit=1, seconds=3600)


def test_no_address_is_kept_and_yesterday_s_hash_means_nothing_today():
    with time_machine.travel(NOON, tick=False) as clock:
        today = client_key(request_from("203.0.113.9"))
        assert today == client_key(request_from("203.0.113.9"))
        assert today != client_key(request_from("203.0.113.10"))
        allow("page", today, limit=2, seconds=60)
        assert "203.0.113.9" not in repr(cache._cache)
        clock.shift(86400)
        assert client_key(request_from("203.0.113.9")) != today


def test_ipv6_counts_by_network_and_ipv4_inside_it_as_ipv4():
    assert client_key(request_from("2001:db8::1")) == client_key(request_from("2001:db8::ffff"))
    assert client_key(request_from("2001:db8::1")) != client_key(request_from("2001:db8:0:1::1"))
    assert client_key(request_from("::ffff:203.0.113.9")) == client_key(request_from("203.0.113.9"))
    assert client_key(request_from("")) == client_key(request_from("nonsense"))


def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings):
    forged = request_from("10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9")
    assert client_key(forged) == client_key(request_from("10.0.0.1"))
    settings.PROXY_HOPS = 1
    assert client_key(forged) == client_key(request_from("203.0.113.9"))


def test_a_stamp_says_how_long_the_form_was_open():
    with time_machine.travel(NOON, tick=False) as clock:
        stamp = form_stamp("s")
        assert check_stamp(stamp, subject="s") is StampProblem.TOO_FAST
        clock.shift(3)
        assert check_stamp(stamp, subject="s") is None
        assert check_stamp(stamp, subject="other") is StampProblem.FORGED
        assert check_stamp(stamp + "x", subject="s") is StampProblem.FORGED
        assert check_stamp("", subject="s") is StampProblem.MISSING
        clock.shift(86400)
        assert check_stamp(stamp, subject="s") is StampProblem.TOO_OLD


class Letter(QuietForm):
    words = forms.CharField()


def sent(form, **changes):
    return {"words": "hello", "stamp": form["stamp"].value(), "submission": form["submission"].value(), **changes}


def test_a_form_filled_in_by_a_person_passes_and_keeps_its_submission_key():
    with time_machine.travel(NOON, tick=False) as clock:
        page = Letter()
        clock.shift(5)
        first, second = Letter(sent(page)), Letter(sent(page))
        assert first.is_valid() and second.is_valid()
        assert first.cleaned_data["submission"] == second.cleaned_data["submission"] != ""
        assert Letter()["submission"].value() != page["submission"].value()


@pytest.mark.parametrize(
    ("changes", "wait", "code"),
    [
        ({}, 0, "too_fast"),
        ({"topic": "buy"}, 5, "trap"),
        ({"stamp": ""}, 5, "missing"),
        ({"stamp": "x" * 5000}, 5, "missing"),
        ({"stamp": "x:y:z"}, 5, "forged"),
        ({"submission": ""}, 5, "submission"),
        ({"submission": "a b"}, 5, "submission"),
        ({"submission": "A" * 22}, 5, "forged"),
        ({}, 90000, "too_old"),
    ],
)
def test_a_form_filled_in_by_a_machine_or_left_open_is_sent_back(changes, wait, code):
    with time_machine.travel(NOON, tick=False) as clock:
        page = Letter()
        clock.shift(wait)
        form = Letter(sent(page, **changes))
        assert not form.is_valid()
        assert code in [error.code for error in form.errors.as_data()["__all__"]]


def test_a_page_left_open_can_be_sent_again_as_it_comes_back():
    with time_machine.travel(NOON, tick=False) as clock:
        page = Letter()
        clock.shift(90000)
        form = Letter(sent(page))
        assert not form.is_valid()
        clock.shift(5)
        assert Letter(sent(form)).is_valid()


class Rename(QuietForm, forms.ModelForm):
    class Meta:
        model = Group
        fields = ["name"]


def test_a_form_for_a_row_can_be_quiet_too():
    with time_machine.travel(NOON, tick=False) as clock:
        page = Rename(instance=Group(name="old"))
        assert page["name"].value() == "old"
        clock.shift(5)
        assert not Rename(sent(page, name="")).is_valid()
        assert Rename(sent(page, topic="x")).errors["__all__"]


def test_the_trap_is_out_of_the_way_of_everybody_but_machines():
    html = Letter().quiet_fields()
    assert '<div class="trap" aria-hidden="true"><label' in html
    assert 'tabindex="-1"' in html and "style" not in html
    assert [field.name for field in Letter().visible_fields()] == ["words"]
    assert Letter().hidden_fields() == []
