"""One of everything that is deleted for somebody's sake: planted, deleted the way people and nights do it, and looked for.

Each function plants and gives (how it is deleted, how many of it can still be read).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from accounts import invitations
from accounts.models import Invitation, InvitationProposal
from agencies.actions.leads import Words, purge_leads, report_concern, withdraw_lead
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import purge_reviews, send_review, void_cards, withdraw_review
from agencies.actions.uploading import drop_upload
from agencies.models import Lead, RegisterUpload, Review, ReviewBatch, ReviewText, ReviewToken, SealedReview
from audits.actions.lists import drop_list
from audits.models import SupplierList
from cms import consents, paper
from cms.models import Consent, LibraryPage, PaperRequest, PublicationPage
from foundation import clock
from jobs import alerts, introductions
from jobs.alert_models import SavedSearch
from jobs.introduction_models import Introduction
from partners import network
from partners.models import Ambassador
from search.query import OpeningQuery
from support.actions import client, referring
from support.actions.exporting import ask_export
from support.actions.purging import purge_cases
from support.models import Case, CaseExport, CaseMessage, Referral
from tests.audits.make import list_of, make_brand, upload
from tests.cms.make import make_consent, make_shelf
from tests.make import (
    TODAY,
    make_cards,
    make_case,
    make_case_worker,
    make_cso,
    make_opening,
    make_organisation,
    make_place,
    make_registrar,
    make_report,
    make_service,
    make_user,
    send_reviews,
)

Planted = tuple[Callable[[], object], Callable[[], int]]


def letter(turn: str) -> Introduction:
    opening = make_opening()
    introductions.introduce(opening, introductions.Letter("May", "receipt", "", "words", "my"), f"{turn:>22}", TODAY)
    return Introduction.objects.get(opening=opening)


def introduction() -> Planted:
    """Deleted by age after it was closed early, which a backup made before does not know."""
    sent = letter("one")

    def delete():
        introductions.withdraw(sent, TODAY)
        introductions.purge_introductions(TODAY + timedelta(days=31))

    return delete, lambda: Introduction.objects.filter(pk=sent.pk).count()


def introduction_taken_back() -> Planted:
    sent = letter("two")
    return partial(
        introductions.withdraw, sent, TODAY
    ), lambda: Introduction.objects.filter(pk=sent.pk).exclude(letter="").count()


def saved_search() -> Planted:
    alerts.save_search(OpeningQuery(words="cook"), "s" * 22, TODAY)
    search = SavedSearch.objects.get(account=None, question__contains="cook")
    return partial(alerts.stop, search), lambda: SavedSearch.objects.filter(pk=search.pk).count()


def saved_search_address() -> Planted:
    secret = alerts.save_search(OpeningQuery(words="driver"), "t" * 22, TODAY)
    search = alerts.by_secret(secret, TODAY)
    return partial(alerts.give_address, search), lambda: int(alerts.by_secret(secret, TODAY) is not None)


def report(number: int) -> Lead:
    report_concern(None, Words((), "words", "en"), f"{number:022d}", TODAY, opening_number=str(number))
    return Lead.objects.get(opening_number=str(number))


def lead() -> Planted:
    """Deleted by age after it was taken back."""
    held = report(1)

    def delete():
        withdraw_lead(held, TODAY)
        purge_leads(TODAY + timedelta(days=90))

    return delete, lambda: Lead.objects.filter(pk=held.pk).count()


def lead_words() -> Planted:
    held = report(2)
    return partial(withdraw_lead, held, TODAY), lambda: Lead.objects.filter(pk=held.pk).exclude(words="").count()


def review_card() -> Planted:
    """A sheet was lost, and called back."""
    cso = make_cso()
    make_cards(5, cso=cso)
    batch = ReviewBatch.objects.get(cso=cso)
    return partial(void_cards, batch), lambda: ReviewToken.objects.filter(batch=batch.pk).count()


def review_waiting() -> Planted:
    """In the backup it waits; by the time it is taken back it has been moved."""
    receipt = send_review(make_cards(5)[0], make_report(words="told", paid="23456"), "page waiting", TODAY)
    before = set(SealedReview.objects.values_list("pk", flat=True))

    def delete():
        send_reviews(make_report() for _ in range(5))
        move_reviews(TODAY)
        assert withdraw_review(receipt)

    def readable() -> int:
        if SealedReview.objects.filter(pk__in=before).exists():
            send_reviews(make_report() for _ in range(5))
            move_reviews(TODAY)
        return Review.objects.filter(items__0__paid="23456").count()

    return delete, readable


def review() -> Planted:
    receipts = send_reviews(make_report(paid=str(34560 + each)) for each in range(5))
    move_reviews(TODAY)
    return partial(withdraw_review, receipts[0]), lambda: Review.objects.filter(items__0__paid="34560").count()


def review_words() -> Planted:
    send_reviews(make_report(words="told") for _ in range(5))
    move_reviews(TODAY)
    return partial(purge_reviews, TODAY + timedelta(days=93)), lambda: ReviewText.objects.count()


def register_upload() -> Planted:
    held = RegisterUpload.objects.create(
        source="bd", retrieved=TODAY, format="csv", file_name="l", content=b"l", uploaded_by=make_user(), uploaded=TODAY
    )
    return partial(drop_upload, held, by=make_registrar()), lambda: RegisterUpload.objects.filter(pk=held.pk).count()


def supplier_list() -> Planted:
    brand, auditor = make_brand()
    held = upload(brand, auditor, list_of(("Mill", "TH")))
    return partial(drop_list, held, auditor), lambda: SupplierList.objects.filter(pk=held.pk).count()


def _paper(turn: str) -> PaperRequest:
    library = LibraryPage.objects.first() or make_shelf().add_child(instance=LibraryPage(title="L", slug="library"))
    page = library.add_child(instance=PublicationPage(title=turn, slug=turn, year=2026, on_paper=True))
    return paper.ask(page, paper.Wish("May", "12 Road", 1, "en"), turn, TODAY)


def paper_request() -> Planted:
    held = _paper("one")
    return partial(paper.purge_requests, TODAY + timedelta(days=60)), lambda: PaperRequest.objects.filter(
        pk=held.pk
    ).count()


def paper_address() -> Planted:
    held = _paper("two")
    return partial(
        paper.mark_sent, held, make_user(), TODAY
    ), lambda: PaperRequest.objects.exclude(address="").filter(pk=held.pk).count()


def consent() -> Planted:
    held = make_consent()
    return partial(consents.withdraw, held), lambda: Consent.objects.holding(TODAY).filter(pk=held.pk).count()


def invitation() -> Planted:
    held = Invitation.objects.create(
        organisation=make_organisation(), role="officer", email="asked@example.org", secret_hash="a" * 64,
        invited_at=clock.now(), expires=clock.now() + timedelta(days=7),
    )  # fmt: skip
    return partial(invitations.end_invitation, held, make_user()), lambda: Invitation.objects.filter(
        email="asked@example.org"
    ).count()


def invitation_proposal() -> Planted:
    held = InvitationProposal.objects.create(
        organisation=make_organisation(), role="officer", email="proposed@example.org", language="en",
        proposed_by=make_user(), proposed_at=clock.now(),
    )  # fmt: skip
    return partial(invitations.refuse, held, make_user()), lambda: InvitationProposal.objects.count()


def ambassador() -> Planted:
    told = network.Told("Morning Star", "returnee", "home", make_place(), ("my",))
    held = network.add_ambassador(make_cso(), told, "k" * 22, TODAY)
    return partial(network.end_ambassador, held, TODAY), lambda: Ambassador.objects.filter(
        pseudonym="Morning Star"
    ).count()


def case() -> Planted:
    """Taken back, and deleted when its thirty days were over."""
    held, _code = make_case()

    def delete():
        client.withdraw_case(held, TODAY)
        purge_cases(TODAY + timedelta(days=30))

    return delete, lambda: Case.objects.filter(pk=held.pk).count()


def case_taken_back() -> Planted:
    held, _code = make_case()
    return partial(client.withdraw_case, held, TODAY), lambda: Case.objects.open().filter(pk=held.pk).count()


def case_letter() -> Planted:
    held, _code = make_case()
    return partial(client.empty, held), lambda: Case.objects.filter(pk=held.pk).exclude(letter="").count()


def message() -> Planted:
    held, _code = make_case()
    client.client_writes(held, "words", "m" * 22, TODAY)
    return partial(client.empty, held), lambda: CaseMessage.objects.filter(case=held.pk).count()


def _handed(fields=("contact", "words")) -> Referral:
    held, _code = make_case(contact="0812345678")
    asked = referring.ask_to_refer(held, make_service(), make_case_worker(), TODAY)
    return referring.consent(asked, list(fields), 30, TODAY)


def referral() -> Planted:
    held = _handed()
    return partial(client.empty, held.case), lambda: Referral.objects.filter(pk=held.pk).exclude(fields="").count()


def referral_revoked() -> Planted:
    """In the backup the link still works."""
    held = _handed()
    secret = referring.make_link(held, make_user(), TODAY)
    return partial(referring.revoke, held, TODAY), lambda: int(referring.by_secret(secret, TODAY) is not None)


def export() -> Planted:
    worker = make_case_worker()
    ask_export(worker.memberships.get().organisation, "", "a reason", worker, TODAY)
    return partial(purge_cases, TODAY + timedelta(days=365)), lambda: CaseExport.objects.count()


EVERY: dict[str, Callable[[], Planted]] = {
    "accounts.invitation": invitation,
    "accounts.invitation_proposal": invitation_proposal,
    "agencies.lead": lead,
    "agencies.lead_words": lead_words,
    "agencies.register_upload": register_upload,
    "agencies.review": review,
    "agencies.review_card": review_card,
    "agencies.review_words": review_words,
    # Behind the others, whose planting would move it.
    "agencies.review_waiting": review_waiting,
    "audits.supplier_list": supplier_list,
    "cms.consent": consent,
    "cms.paper_address": paper_address,
    "cms.paper_request": paper_request,
    "jobs.introduction": introduction,
    "jobs.introduction_taken_back": introduction_taken_back,
    "jobs.saved_search": saved_search,
    "jobs.saved_search_address": saved_search_address,
    "partners.ambassador": ambassador,
    "support.case": case,
    "support.case_taken_back": case_taken_back,
    "support.export": export,
    "support.letter": case_letter,
    "support.message": message,
    "support.referral": referral,
    "support.referral_revoked": referral_revoked,
}
