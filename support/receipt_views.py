"""The client's page of a case under its receipt code: read, write, rank needs, agree to referrals, keep, delete, complain.

The receipt door (portal.receipt_door) has counted the tries and asks here; the code travels in the body of each POST.
"""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from foundation import clock, limits
from foundation.figures import format_day, format_number
from support.actions import client, referring
from support.actions.asking import AskedBefore, Letter, complain
from support.actions.handling import what_was_written
from support.actions.stepping import Unlawful
from support.actions.writing import SentBefore
from support.ask_views import again_context
from support.forms import SENT_BEFORE, TAKEN_BACK, ComplaintForm, ConsentForm, RankForm, WriteForm
from support.models import Case, CaseMessage, CaseParty, Referral
from support.needs import need_names
from support.rules.needs import ranking_problem
from support.rules.states import OPEN
from support.sealing import readable

HOUR, WRITTEN_A_CASE, COMPLAINED_A_CASE = 3600, 20, 5
_FORMS = ("ask", "needs", "complain")


def case_of_receipt(request, asked):
    """The page of a case under a code and its phrase, None when there is none."""
    today = clock.today()
    case = client.by_receipt(asked.code, asked.phrase, today)
    if case is None:
        return None
    step, _space, about = asked.step.partition(":")
    told = _taken(request, case, step, about, today)
    if told.get("page"):
        return render(request, told["page"], told)
    case = client.by_receipt(asked.code, asked.phrase, today)
    context = {**_context(case, asked, today), **told}
    return render(request, "support/receipt.html", context, status=told.get("status", 200))


def _taken(request, case: Case, step: str, about: str, today) -> dict:
    """Do what was asked for; gives what the page then says and shows. Old or doubled requests change nothing."""
    try:
        if step == "write":
            return _write(request, case, today)
        if step == "rank":
            return _rank(request, case)
        if step == "send_complaint":
            return _complain(request, case, today)
        if step == "agree":
            return _agree(request, case, about, today)
        if step == "revoke":
            referring.revoke(case.referrals.get(pk=about), today)
            return {"said": _("Revoked. They cannot open it here any more.")}
        if step in ("done", "not_done"):
            client.client_decides(case, step == "done", today)
        elif step in ("keep", "keep_not"):
            client.keep_longer(case, step == "keep")
        elif step == "withdraw":
            client.withdraw_case(case, today)
    except (Unlawful, Referral.DoesNotExist, ValidationError):
        return {"late": True}
    return {"shown": step} if step in _FORMS else {}


def _write(request, case: Case, today) -> dict:
    form = WriteForm(request.POST)
    if not form.is_valid():
        return {"write": form, "status": 422}
    if not limits.allow("support.write", str(case.pk), limit=WRITTEN_A_CASE, seconds=HOUR):
        form.add_error(None, _("Very many messages came in this hour. Yours was not sent yet."))
        return {"write": form, "status": 429}
    try:
        client.client_writes(case, form.cleaned_data["words"], form.cleaned_data["submission"], today)
    except SentBefore:
        form.send_anew()
        form.add_error(None, SENT_BEFORE)
        return {"write": form, "status": 422}
    return {"said": _("Your message is with your helper.")}


def _rank(request, case: Case) -> dict:
    form = RankForm(request.POST, names=need_names(get_language() or "en"))
    if form.is_valid():
        problem = ranking_problem(form.ranked())
        if problem is None:
            client.rank_needs(case, form.ranked())
            return {"said": _("Your order is kept.")}
        form.add_error(
            None, _("One need stands twice.") if problem == "twice" else _("Leave no place empty between two.")
        )
    return {"rank": form, "shown": "needs", "status": 422}


def _complain(request, case: Case, today) -> dict:
    form = ComplaintForm(request.POST, helpers=_helpers(case))
    if not form.is_valid():
        return {"complaint": form, "shown": "complain", "status": 422}
    if not limits.allow("support.complain", str(case.pk), limit=COMPLAINED_A_CASE, seconds=HOUR):
        form.add_error(None, _("Very many messages came in this hour. Yours was not sent yet."))
        return {"complaint": form, "shown": "complain", "status": 429}
    letter = readable(case, "letter")[0] or {}
    called = Letter(letter.get("called", ""), "receipt", "", "", letter.get("place", ""), form.cleaned_data["words"])
    try:
        code = complain(form.about(), case, called, form.cleaned_data["submission"], today)
    except AskedBefore as before:
        if not before.case.letter:
            form.send_anew()
            form.add_error(None, TAKEN_BACK)
            return {"complaint": form, "shown": "complain", "status": 422}
        return {"page": "support/complained.html", **again_context(before, form.cleaned_data["words"])}
    return {"page": "support/complained.html", "code": code}


def _helpers(case: Case) -> list[tuple[CaseParty, str]]:
    """Who has or had the case, in words for the client: an organisation by name only where it may be named in public."""
    if case.origin != Case.Origin.CLIENT:
        return []
    language = get_language() or "en"
    held = case.parties.filter(part=CaseParty.Part.HELD).select_related("organisation__cso")
    found = []
    for number, one in enumerate(held, 1):
        told = {"day": format_day(one.since, language), "number": format_number(number, language)}
        cso = getattr(one.organisation, "cso", None)
        if one.organisation.kind == Organisation.Kind.DESK or (cso and cso.public):
            words = _("%(name)s, from %(day)s") % {**told, "name": cso.name if cso else one.organisation.name}
        else:
            words = _("Helper %(number)s, from %(day)s") % told
        now = one.organisation_id == case.organisation_id
        found.append((one, f"{words} · {_('helps you now')}" if now else words))
    return found


def _agree(request, case: Case, about: str, today) -> dict:
    referral = case.referrals.select_related("service__organization").get(pk=about)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return {"consent": form, "consent_to": referral.pk, "status": 422}
    referring.consent(referral, form.cleaned_data["fields_told"], form.cleaned_data["days"], today)
    return {"said": _("You agreed. You can revoke it here at any time.")}


def _context(case: Case, asked, today) -> dict:
    language = get_language() or "en"
    names = need_names(language)
    written = what_was_written(case, case.messages.exclude(side=CaseMessage.Side.NOTE))
    ranked = [row for row in case.needs.all() if row.rank]
    helpers = _helpers(case)
    initial = {f"place_{row.rank}": row.need for row in ranked}
    return {
        "case": case,
        "letter": written.letter,
        "said_so_far": written.messages,
        "unreadable": not written.whole,
        "open": case.state in OPEN,
        "code": asked.code,
        "phrase": asked.phrase,
        "ranked": [names.get(row.need, row.need) for row in ranked],
        "referrals": [(each, each.agreed(today)) for each in case.referrals.select_related("service__organization")],
        "fields": dict(Referral.Field.choices),
        "write": WriteForm(),
        "complaint": ComplaintForm(helpers=helpers),
        "rank": RankForm(names=names, initial=initial),
        "consent": ConsentForm(),
        "may_complain": bool(helpers),
    }
