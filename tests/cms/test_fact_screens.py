"""The editors' screens of facts in Wagtail, as editor, approver, member of an agency and nobody."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agencies.models import Sanction
from cms.facts.impact import Day, impact_of, measure
from cms.facts.overdue import overdue_on
from cms.models import PrintedSheet
from cms.page_index import keep_corridor
from corridors import cells, letters, proposals, sheets
from corridors.loading import load_folder
from corridors.models import Corridor, CostItem, ExchangeRate, FeeCeiling
from corridors.proposal_models import FactProposal
from corridors.proposals import Change
from foundation.clock import now
from jobs.models import Opening
from tests.cut_content import cut_content
from tests.fact_people import make_approver, make_both, make_editor, sits_in_an_agency
from tests.make import make_agency, make_corridor, make_opening, make_user, make_vetted_agency

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
COSTS = cells.BY_NAME["cost_items"]


@pytest.fixture
def fee(tmp_path) -> CostItem:
    load_folder(cut_content(tmp_path))
    return CostItem.objects.current().get(corridor__code="MM-TH-MOU", name="Thai work visa, two years")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(client, url, **more) -> dict:
    """The form of a screen as it opens, with some fields changed: what a person without script sends."""
    form = client.get(url).context["form"]
    told = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in told.items()} | more


def risen(fee, amount="1900", **more) -> Change:
    said = cells.cells_of(fee) | {"source_title": "Gazette", "source_date": "2026-11-01"}
    return Change(said | {"amount_min": amount, "amount_max": amount} | more, fee.key)


def test_from_the_list_to_the_guide_by_two_people(fee):
    editor, approver = signed_in(make_editor()), signed_in(make_approver())
    page = editor.get(reverse(CostItem.snippet_viewset.get_url_name("list")))
    assert "Thai work visa, two years" in page.content.decode()
    url = reverse("facts_propose", args=["cost_items", fee.pk])
    sent = filled(editor, url, amount_min="1900", amount_max="1900", source_title="Gazette", source_date="2026-11-01")
    answer = editor.post(url, sent | {"reason": "The fee has risen."})
    proposal = FactProposal.objects.get()
    assert answer.url == reverse("facts_proposal", args=[proposal.pk])
    page = editor.get(answer.url).content.decode()
    assert "1900" in page and "MM-TH-MOU" in page and "Send to a second person" in page
    decide = reverse("facts_decide", args=[proposal.pk])
    editor.post(decide, {"verb": "send", "edits": 1})
    own = editor.get(answer.url).content.decode()
    assert "somebody else must decide" in own and "Approve" not in own
    assert "proposal waits for your yes or no" in approver.get("/admin/").content.decode()
    done = approver.post(decide, {"verb": "approve", "edits": 1, "words": "Seen."}, follow=True)
    assert "Published." in done.content.decode()
    guide = Client().get("/en/corridors/MM-TH-MOU/").content.decode()
    assert "1,900" in guide and "Gazette" in guide
    history = approver.get(reverse("facts_fact", args=["cost_items", CostItem.objects.current().get(key=fee.key).pk]))
    assert len(history.context["versions"]) == 2


def test_a_broken_figure_is_named_beside_its_field_and_nothing_typed_is_lost(fee):
    editor = signed_in(make_editor())
    url = reverse("facts_propose", args=["cost_items", fee.pk])
    sent = filled(editor, url, amount_min="900", amount_max="800", note="Kept words", reason="why")
    answer = editor.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Is more than amount_max." in page and "Kept words" in page
    assert not FactProposal.objects.exists()


def test_every_door_by_role(fee):
    drafted = proposals.draft("cost_items", [risen(fee)], "why", make_editor())
    doors = [
        reverse(model.snippet_viewset.get_url_name("list"))
        for model in (FactProposal, *(file.model or Corridor for file in cells.FILES))
    ]
    doors += [reverse("facts_overdue"), reverse("facts_overdue_results")]
    doors += [reverse("facts_fact", args=["cost_items", fee.pk]), reverse("facts_export", args=["rights"])]
    doors += [reverse("facts_proposal", args=[drafted.pk])]
    drafting = [reverse("facts_propose", args=["cost_items", fee.pk]), reverse("facts_add", args=["helplines"])]
    drafting += [reverse("facts_import", args=["cost_items"])]
    people = {
        "editor": signed_in(make_editor()),
        "approver": signed_in(make_approver()),
        "agency": signed_in(sits_in_an_agency(make_both())),
        "worker": signed_in(make_user()),
        "nobody": Client(),
    }

    def statuses(url):
        return {who: client.get(url).status_code for who, client in people.items()}

    for url in doors:
        found = statuses(url)
        assert (found["editor"], found["approver"]) == (200, 200), url
        assert found["agency"] in (302, 403) and found["worker"] in (302, 403) and found["nobody"] == 302, (url, found)
    for url in drafting:
        found = statuses(url)
        assert found["editor"] == 200 and all(found[who] in (302, 403) for who in found if who != "editor"), (
            url,
            found,
        )
    no_factor = make_user(is_superuser=True, is_staff=True)
    assert "totp" in signed_in(no_factor).get(doors[0]).url


def test_wagtails_own_forms_of_facts_are_shut_for_superusers_too(fee):
    boss = make_both(is_superuser=True)
    client = signed_in(boss)
    for name in ("add", "edit", "delete"):
        args = [] if name == "add" else [fee.pk]
        answer = client.post(reverse(CostItem.snippet_viewset.get_url_name(name), args=args), {"name": "x"})
        assert answer.status_code in (302, 403), name
    fee.refresh_from_db()
    assert fee.known_to is None and CostItem.objects.filter(key=fee.key).count() == 1


def test_what_is_wrong_with_an_address_is_not_found(fee):
    client = signed_in(make_editor())
    for url in ("/admin/facts/nonsense/1/", "/admin/facts/cost_items/999999/", "/admin/facts/proposals/999999/"):
        assert client.get(url, follow=True).status_code == 404
    corridor = reverse("facts_confirm", args=["corridors", Corridor.objects.first().pk])
    assert client.post(corridor, follow=True).status_code == 404
    assert client.get(reverse("facts_confirm", args=["cost_items", fee.pk])).status_code == 405


def test_checked_with_one_click_and_the_public_page_says_so(fee):
    guide = Client().get("/en/corridors/MM-TH-MOU/").content.decode()
    assert "not checked since November 2023" in guide
    client = signed_in(make_editor())
    page = client.post(reverse("facts_confirm", args=["cost_items", fee.pk]), follow=True).content.decode()
    assert "Marked as checked today." in page
    assert "checked 22 November 2026" in Client().get("/en/corridors/MM-TH-MOU/").content.decode()


def an_opening(fee, **given) -> Opening:
    agency = make_vetted_agency(fee.corridor, name="House of Work")
    return make_opening(agency=agency, corridor=fee.corridor, **given)


def compare(day: Day, before, after) -> int:
    """What the screen told of a day beside what really came of it; how many figures moved."""
    moved, nothing = 0, (None, "–")
    for name in before:
        was, now = before[name].told, after[name].told
        really = {
            (*key, was.get(key, nothing)[1], now.get(key, nothing)[1])
            for key in was | now
            if was.get(key, nothing)[0] != now.get(key, nothing)[0]
        }
        assert {(each.about, each.figure, each.before, each.after) for each in getattr(day, name).moved} == really
        moved += len(really)
    return moved


def test_what_is_shown_before_is_what_happens_after(fee):
    an_opening(fee)
    rate = ExchangeRate.objects.current().filter(currency="THB").first()
    ceiling = FeeCeiling.objects.current().filter(country="MM", destination="TH").first()
    status = {"status": "closed", "for_everyone": "yes", "affected_group": "everybody", "effective_from": "2026-11-01"}
    dated = {"source_title": "Gazette", "source_date": "2026-11-01"}
    route = next(row for row in cells.all_current(cells.BY_NAME["corridor_status"]))
    step = next(row for row in cells.all_current(cells.BY_NAME["timeline_steps"]) if row.days_max)
    new = Change(risen(fee, "54321", effective_from="2027-03-01", effective_to="").cells)
    ends, starts = {"effective_to": "2026-12"}, {"effective_from": "2027-02", "effective_to": ""}
    moved_key = fee.key.replace("2023-11-11", "2027-02")
    asked = [
        ("cost_items", risen(fee, "12345"), []),
        ("cost_items", risen(fee, "1", who_must_pay="worker"), []),
        ("timeline_steps", Change(cells.cells_of(step) | dated | {"days_max": "99"}, step.key), []),
        ("exchange_rates", Change(cells.cells_of(rate) | {"units_per_usd": "62", "source": "Bank"}, rate.key), []),
        ("fee_ceilings", Change(cells.cells_of(ceiling) | dated | {"note": "Read again."}, ceiling.key), []),
        ("corridor_status", Change(cells.cells_of(route) | dated | status | {"effective_to": ""}), []),
        ("cost_items", new, [date(2027, 3, 1)]),
        ("cost_items", risen(fee, **ends), [date(2027, 1, 1)]),
        ("cost_items", risen(fee, **starts), [date(2027, 1, 1), date(2027, 2, 1)]),
        ("cost_items", Change({}, moved_key, withdraws=True), [date(2027, 2, 1)]),
    ]
    moved = 0
    for name, change, later in asked:
        current = cells.current_of(cells.BY_NAME[name], change.replaces) if change.replaces else None
        if current is not None and name == "cost_items" and not change.withdraws:
            change = Change(cells.cells_of(current) | change.cells, change.replaces)
        editor, scope = make_editor(), list(Corridor.objects.values_list("pk", flat=True))
        proposal = proposals.send(proposals.draft(name, [change], "why", editor).pk, editor)
        rows = (CostItem.objects.count(), FeeCeiling.objects.count(), Opening.objects.count())
        before = {day: measure(scope, True, day) for day in (TODAY, *later)}
        impact = impact_of(proposal, TODAY)
        assert [day.on for day in impact.days] == [TODAY, *later] and impact.days_left_out == 0
        assert {day: measure(scope, True, day) for day in before} == before, "looking changes nothing"
        assert rows == (CostItem.objects.count(), FeeCeiling.objects.count(), Opening.objects.count())
        proposals.approve(proposal.pk, make_approver(), proposal.edits)
        told = [compare(day, before[day.on], measure(scope, True, day.on)) for day in impact.days]
        assert not later or told[-1], "what begins or ends later moves something then"
        moved += sum(told)
    assert moved > 5


def test_what_has_a_day_of_its_own_is_reckoned_for_that_day(fee, on_day):
    an_opening(fee)
    editor, day, scope = make_editor(), date(2027, 11, 1), [fee.corridor_id]
    drafted = proposals.draft("cost_items", [risen(fee, effective_to="2027-11-20")], "why", editor, day)
    proposal = proposals.send(drafted.pk, editor)
    impact = impact_of(proposal, TODAY)
    assert [each.on for each in impact.days] == [day, date(2027, 11, 11)]
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    on_day(day)
    before = [measure(scope, False, each.on) for each in impact.days]
    assert proposals.publish_due() == (1, 0)
    after = [measure(scope, False, each.on) for each in impact.days]
    told = [compare(*each) for each in zip(impact.days, before, after, strict=True)]
    assert told[0] and told[1], "another amount from its day, and nine days longer than without"


def test_a_ceiling_that_condemns_an_agency_is_shown_before_it_does(fee):
    agency = make_vetted_agency(fee.corridor, fees=(("Agency fee", "200000", "MMK"),), name="House of Work")
    make_opening(agency=agency, corridor=fee.corridor)
    binding = FeeCeiling.objects.current().filter(country="MM", destination="TH", covers="agency_fee", evidence="read")
    ceiling = binding.order_by("-amount").first()
    said = cells.cells_of(ceiling) | {"source_title": "Gazette", "source_date": "2026-11-01", "evidence": "read"}
    said |= {"amount": "1", "ceiling_kind": "fixed_amount", "currency": "MMK", "effective_to": "", "historical": ""}
    editor = make_editor()
    proposal = proposals.send(proposals.draft("fee_ceilings", [Change(said, ceiling.key)], "why", editor).pk, editor)
    impact = impact_of(proposal, TODAY)
    (day,) = impact.days
    assert day.standings.looked_at == 1
    assert [each.about for each in day.standings.moved] == ["House of Work · MM-TH-MOU"]
    page = signed_in(make_approver()).get(reverse("facts_proposal", args=[proposal.pk])).content.decode()
    assert "House of Work · MM-TH-MOU" in page


def test_a_csv_goes_out_and_comes_back_unchanged(fee):
    client = signed_in(make_editor())
    for file in cells.FILES:
        out = client.get(reverse("facts_export", args=[file.name]))
        reading = sheets.read_csv(file, out.content)
        report = reading.report
        assert report.is_balanced and report.read == report.unchanged and not reading.changes, (
            file.name,
            report.as_text(),
        )


def test_a_csv_becomes_one_proposal_and_its_bad_rows_are_named(fee):
    client, url = signed_in(make_editor()), reverse("facts_import", args=["cost_items"])
    rows = list(csv.DictReader(io.StringIO(sheets.export_csv(COSTS))))
    good = [row for row in rows if row["source_title"] and row["source_date"] and row["amount_max"]]
    good[0]["note"], good[1]["note"], good[2]["amount_max"] = "=1+1 is no formula", "+95 called", "lots"

    def sheet():
        told = io.StringIO(newline="")
        writer = csv.DictWriter(told, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return SimpleUploadedFile("costs.csv", told.getvalue().encode())

    tried = client.post(url, {"sheet": sheet(), "verb": "try"})
    report = tried.context["report"]
    assert (report.created, report.updated, report.rejected) == (0, 2, 1) and report.is_balanced
    assert "is not a number" in tried.content.decode() and not FactProposal.objects.exists()
    rejects = client.post(url, {"sheet": sheet(), "verb": "rejects"}).content.decode()
    assert "amount_max" in rejects and "lots" in rejects
    for _again in range(2):
        answer = client.post(url, {"sheet": sheet(), "verb": "propose", "reason": "A round of checks."})
        proposal = FactProposal.objects.get()
        assert answer.url == reverse("facts_proposal", args=[proposal.pk]) and proposal.rows.count() == 2
    assert CostItem.objects.current().filter(note="+95 called").count() == 0
    proposals.send(proposal.pk, proposal.drafted_by)
    proposals.approve(proposal.pk, make_approver(), proposal.edits)
    assert CostItem.objects.current().filter(note__in=["+95 called", "=1+1 is no formula"]).count() == 2
    out = sheets.export_csv(COSTS)
    assert "'=1+1 is no formula" in out and "'+95 called" in out
    assert not sheets.read_csv(COSTS, out.encode()).changes


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"a,b\n1,2\n", "é".encode("latin-1"), b"x" * (2 * 1024 * 1024 + 1)]
)
def test_what_is_no_table_is_refused_with_a_sentence(fee, content):
    client, url = signed_in(make_editor()), reverse("facts_import", args=["cost_items"])
    answer = client.post(url, {"sheet": SimpleUploadedFile("x.csv", content), "verb": "propose", "reason": "why"})
    assert answer.status_code == 422 and answer.context["form"].errors and not FactProposal.objects.exists()


@pytest.mark.parametrize("text", ["=1", "+95 1", "-1", "@x", "'=1", "''+2", "plain", "'quoted'", "", " =1"])
def test_a_guarded_cell_is_read_as_it_was(text):
    assert sheets.unguarded(sheets.guarded(text)) == text
    assert sheets.guarded(text)[:1] not in ("=", "+", "-", "@")


def test_a_used_corridor_is_refused_with_the_list(fee):
    opening = an_opening(fee)
    client = signed_in(make_approver())
    page = client.post(reverse("facts_delete_corridor", args=[fee.corridor_id]))
    told = page.content.decode()
    assert page.status_code == 409 and opening.title in told and "House of Work" in told
    assert Corridor.objects.filter(pk=fee.corridor_id).exists()


def test_a_corridor_made_by_mistake_goes_with_the_sheets_that_the_site_drew_of_it(fee):
    mistake = make_corridor("MM-JP-TEST")
    keep_corridor(mistake)
    PrintedSheet.objects.create(corridor=mistake, form="card", language="en")
    answer = signed_in(make_approver()).post(reverse("facts_delete_corridor", args=[mistake.pk]))
    assert answer.status_code == 302 and not Corridor.objects.filter(pk=mistake.pk).exists()


def test_a_corridor_of_a_sanction_is_used_though_it_bears_no_name_back(fee):
    named = make_corridor("MM-JP-TEST")
    Sanction.objects.create(
        agency=make_agency(), corridor=named, by="regulator", authority="DOE", reason="x", starts=TODAY, known_at=now()
    )
    page = signed_in(make_approver()).post(reverse("facts_delete_corridor", args=[named.pk]))
    assert page.status_code == 409 and "1" in page.content.decode()
    assert Corridor.objects.filter(pk=named.pk).exists()


@pytest.mark.parametrize("like", ["²", "9" * 40, "x", "-1", "0"])
def test_a_pattern_that_is_none_starts_an_empty_form_or_is_not_found(fee, like):
    answer = signed_in(make_editor()).get(reverse("facts_add", args=["cost_items"]), {"like": like}, follow=True)
    assert answer.status_code in (200, 404)


def test_the_report_filters_by_kind_country_and_days(fee):
    client, url = signed_in(make_approver()), reverse("facts_overdue")
    every = overdue_on(TODAY)
    assert every and client.get(url).context["paginator"].count == len(every)
    costs = client.get(url, {"kind": "cost_items"}).context["paginator"].count
    assert 0 < costs == len([each for each in every if each.kind == "cost_items"])
    assert client.get(url, {"kind": "cost_items", "country": "MM"}).context["paginator"].count == costs
    assert client.get(url, {"kind": "cost_items", "days": "30000"}).context["paginator"].count < costs
    assert client.get(url, {"days": "many", "kind": "x"}).status_code == 200
    exported = client.get(url, {"export": "csv"})
    assert exported.status_code == 200 and b"Thai work visa" in b"".join(exported)


def test_the_weekly_letter_holds_numbers_and_nobody(fee, capsys):
    editor = make_editor(called="Daw Hla")
    client = signed_in(editor)
    client.post(reverse("facts_letters"), {"wanted": "yes"})
    assert letters.wants_letters(editor)
    call_command("send_fact_letters")
    call_command("send_fact_letters")
    assert "1 letters sent" in capsys.readouterr().out
    (letter,) = mail.outbox
    assert letter.to == [editor.email] and "/admin/facts/overdue/" in letter.body and "Costs" in letter.body
    assert "Daw Hla" not in letter.body and editor.email not in letter.body
    client.post(reverse("facts_letters"), {"wanted": "no"})
    assert not letters.wants_letters(editor)


def test_a_letter_that_the_server_refuses_is_tried_again(fee, monkeypatch):
    editor = make_editor()
    letters.choose_letters(editor, True)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError))
        call_command("send_fact_letters")
    assert not mail.outbox
    call_command("send_fact_letters")
    assert len(mail.outbox) == 1


def test_an_approved_amount_is_exact(fee):
    editor = make_editor()
    proposal = proposals.send(proposals.draft("cost_items", [risen(fee, "1900.50")], "why", editor).pk, editor)
    proposals.approve(proposal.pk, make_approver(), 1)
    assert CostItem.objects.current().get(key=fee.key).amount_max == Decimal("1900.5")
