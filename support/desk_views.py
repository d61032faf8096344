"""The case desk: the list with its filters, and one case: its words open after a reason was said, each time recorded."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.actions.refused import Refused
from agencies.desk_wording import INDICATORS, say_refused
from agencies.models import Concern
from foundation import clock
from foundation.contacts import ReplyBy
from reference.names import language_name
from support.actions import concerns, handling, referring
from support.actions.stepping import Unlawful
from support.actions.writing import SentBefore
from support.desk_doors import for_helpers, for_its_helpers, purpose_said, remember_purpose
from support.desk_forms import AnswerForm, AssignForm, FindingForm, PurposeForm, ReferForm
from support.desk_tables import case_table
from support.export_tables import query_for
from support.forms import SENT_BEFORE
from support.models import Case, CaseParty, Referral
from support.need_tables import need_table
from support.needs import need_names
from support.permissions import cases_for, desks_among, kept_from
from support.rules.states import steps_from
from support.sealing import readable


@for_helpers
def cases(request):
    """All cases this person handles, what is due first unless asked otherwise."""
    at_the_desk = bool(desks_among(request.helping))
    context = {"today": clock.today(), "at_the_desk": at_the_desk, "to_export": query_for(request)}
    return case_table(request).answer("support/desk/cases.html", context)


@for_its_helpers
def case(request, case: Case):
    """One case. Without a reason said in the last quarter of an hour, its words stay closed."""
    if request.method == "POST":
        return _take(request, case)
    purpose = purpose_said(request, case)
    return _show(request, case, purpose)


def _show(request, case: Case, purpose, status: int = 200, **forms):
    today, language = clock.today(), get_language() or "en"
    lawful = steps_from(case.state, case.has_client)
    context = {
        "case": case,
        "today": today,
        "language": language_name(case.language, language) if case.language else "",
        "steps": {step.value: True for step in lawful},
        "purpose_form": PurposeForm(initial={"purpose": "answer"}),
        "assign_form": forms.get("assign_form") or _assign_form(request, case),
        "accused": [one.organisation for one in case.parties.all() if one.part == CaseParty.Part.ACCUSED],
        "at_the_desk": bool(desks_among(request.helping)),
        "opens": purpose is not None,
    }
    if purpose is not None:
        names = need_names(language)
        written = handling.read_case(case, request.user, purpose)
        rows = list(case.needs.all())
        context |= {
            "letter": written.letter,
            "written": written.messages,
            "unreadable": not written.whole,
            "reply_by": ReplyBy(written.letter["reply_by"]).label if written.letter else "",
            "answer_form": forms.get("answer_form") or AnswerForm(to_client=case.has_client),
            "refer_form": forms.get("refer_form") or ReferForm(country=case.country),
            "finding_form": forms.get("finding_form") or FindingForm(),
            "needs": [(row, names.get(row.need, row.need)) for row in rows],
            "other_needs": {code: name for code, name in names.items() if code not in {row.need for row in rows}},
            "referrals": [_told(each) for each in case.referrals.select_related("service__organization")],
            "finding": concerns.finding_of(case),
            "report": concerns.read_report(case, request.user, today),
            "indicator": say_indicator(case),
            "link": forms.get("link", ""),
            "jobs": urlencode(jobs_of(case)),
        }
    return render(request, "support/desk/case.html", context, status=status)


# Where somebody who writes in a language most likely comes from; the case worker sees and may change the filter.
_HOME = {"my": "MM", "km": "KH", "lo": "LA"}


def jobs_of(case: Case) -> dict[str, str]:
    """The filters of /jobs/ for a client: jobs of vetted agencies on the route of the case."""
    home = _HOME.get(case.language, "")
    abroad = case.country if case.country not in ("", "ZZ", home) else ""
    told = {"origin": home, "destination": abroad, "basis": "vetted_agency"}
    return {name: value for name, value in told.items() if value}


def say_indicator(case: Case) -> str:
    """What the concern of a case is about, in words; "" for a client's case."""
    told = {each.value: str(sentence) for each, sentence in INDICATORS.items()}
    return told.get(case.concern.indicator, "") if case.concern else ""


def _told(referral: Referral) -> tuple[Referral, str]:
    """A referral and what its recipient answered."""
    told, _whole = readable(referral, "answer")
    return referral, (told or {}).get("words", "")


def _take(request, case: Case):
    step, _space, about = request.POST.get("step", "").partition(":")
    today, here = clock.today(), HttpResponseRedirect(reverse("case", args=[case.pk]))
    if step == "open":
        form = PurposeForm(request.POST)
        if form.is_valid():
            remember_purpose(request, case, handling.Purpose(form.cleaned_data["purpose"]))
            return here
        return _show(request, case, None, status=422)
    if step == "assign":
        return _assign(request, case, here, today)
    purpose = purpose_said(request, case)
    if purpose is None:
        messages.warning(request, _("Say first why you open it. Nothing was changed."))
        return here
    try:
        return _work(request, case, step, about, here, today) or _show(request, case, purpose)
    except _Again as again:
        return _show(request, case, purpose, status=422, **again.forms)
    except Unlawful:
        messages.warning(request, _("This changed in the meantime. Please look at it as it is now."))
    except Refused as refused:
        messages.warning(request, " ".join(str(sentence) for sentence in say_refused(refused)))
    return here


class _Again(Exception):  # noqa: N818 - the page is shown again
    """A form was not right: the page is shown again with it."""

    def __init__(self, **forms):
        super().__init__()
        self.forms = forms


def _assign_form(request, case: Case, told=None) -> AssignForm:
    return AssignForm(told, kept_from=kept_from(case), desks=desks_among(request.helping))


def _assign(request, case: Case, here, today):
    if not desks_among(request.helping):
        raise PermissionDenied
    form = _assign_form(request, case, request.POST)
    if not form.is_valid():
        return _show(request, case, purpose_said(request, case), status=422, assign_form=form)
    try:
        given = handling.assign(case, form.cleaned_data["organisation"], request.user, today)
        messages.success(request, _("Handed to %(name)s.") % {"name": given.organisation.name})
    except Unlawful:
        messages.warning(request, _("This changed in the meantime. Please look at it as it is now."))
    still = cases_for(request.user, today).filter(pk=case.pk).exists()
    return here if still else redirect("cases")


def _work(request, case: Case, step: str, about: str, here, today):
    """One step of somebody who has opened the case; None for a step nobody knows."""
    user = request.user
    if step in ("answer", "note"):
        form = AnswerForm(request.POST, to_client=case.has_client)
        if not form.is_valid():
            raise _Again(answer_form=form)
        _write(request, case, step, form, today)
    elif step == "ask_to_close":
        handling.ask_to_close(case, user, today)
        messages.success(request, _("The client is asked. Without an answer it closes in 14 days."))
    elif step == "give_back":
        handling.give_back(case, user, today)
        messages.success(request, _("Back at the desk of this site."))
        return redirect("cases")
    elif step in ("given", "not_given") and about in need_names("en"):
        handling.give_need(case, about, step == "given", user, today)
    elif step == "given_other" and request.POST.get("need") in need_names("en"):
        handling.give_need(case, request.POST["need"], True, user, today)
    elif step == "link":
        secret = referring.make_link(_referral(case, about), user, today)
        # Shown by the POST itself, so that it stands in no address, no cookie and no session.
        link = settings.SITE_URL + reverse("handed", args=[secret])
        return _show(request, case, purpose_said(request, case), link=link)
    elif step == "finish":
        referring.finish(_referral(case, about), user)
    elif step == "refer":
        _refer(request, case, today)
    elif case.concern_id and step in ("severe", "propose", "confirm", "refuse", "close"):
        # What is found about an agency is for the desk of this site: two people of one CSO must not suspend it.
        if not desks_among(request.helping):
            raise PermissionDenied
        _find(request, case, step, today)
    else:
        return None
    return here


def _write(request, case: Case, step: str, form: AnswerForm, today) -> None:
    told = form.cleaned_data["words"], form.cleaned_data["submission"], request.user, today
    try:
        if step == "answer":
            handling.answer(case, *told, desk=next(iter(desks_among(request.helping)), None))
            messages.success(request, _("Your answer is sealed. The client reads it with the receipt code."))
        else:
            handling.note(case, *told)
            messages.success(request, _("Noted."))
    except SentBefore:
        form.send_anew()
        form.add_error(None, SENT_BEFORE)
        raise _Again(answer_form=form)


def _refer(request, case: Case, today) -> None:
    form = ReferForm(request.POST, country=case.country)
    if not form.is_valid():
        raise _Again(refer_form=form)
    referring.ask_to_refer(case, form.cleaned_data["service"], request.user, today)
    messages.success(request, _("The client is asked for consent. Nobody outside knows of it yet."))


def _referral(case: Case, about: str) -> Referral:
    """The case's own referral under this key. Raises Unlawful."""
    try:
        return case.referrals.get(pk=uuid.UUID(about))
    except (ValueError, Referral.DoesNotExist):
        raise Unlawful(about)


def _find(request, case: Case, step: str, today) -> None:
    """What is found about a concern; a suspension takes two people."""
    if step == "severe":
        if concerns.find_severe(case, request.user, today).state == Concern.State.OPEN:
            messages.success(request, _("The concern is open. The agency is not vetted while it is."))
        else:
            messages.success(request, _("Noted. The concern opens when a second person finds it severe too."))
    elif step == "propose":
        form = FindingForm(request.POST)
        if not form.is_valid():
            raise _Again(finding_form=form)
        told = form.cleaned_data
        concerns.propose_finding(case, told["reason"], told["ends"], request.user, today)
        messages.success(request, _("A second person must confirm it. Nothing is in force yet."))
    elif step == "confirm":
        concerns.confirm_finding(case, request.user, today)
        messages.success(request, _("The suspension is in force."))
    elif step == "refuse":
        concerns.refuse_finding(case, _("Not confirmed at the case desk."), request.user, today)
    else:
        concerns.close_concern_case(case, request.user, today)
        messages.success(request, _("The concern is closed. It no longer counts."))


@for_helpers
def needs_table(request):
    """What clients asked for against what they got, so that services follow demand."""
    return need_table(request).answer("support/desk/needs.html")
