"""A small world for tests of who may open what: one row of everything an address can name, and one person of each role."""

from datetime import date, timedelta

from django.test import Client

from accounts.invitations import invite, propose
from agencies import actions
from agencies.actions.claims import ask_to_claim
from agencies.actions.leads import Words, report_concern
from agencies.actions.review_desk import reply_to_reviews
from agencies.actions.suspending import propose_sanction
from agencies.actions.uploading import take_upload
from agencies.models import Lead, LookAlike, Review, ReviewBatch, Sanction
from audits.actions.brands import TERMS_VERSION, accept_terms
from audits.actions.dossiers import ask_dossier
from audits.models import Supplier
from cms.actions import plant_home
from cms.models import LibraryPage, PublicationPage
from jobs import alerts, introductions
from jobs.introduction_models import Introduction
from jobs.introductions import Letter
from partners.actions import accredit_cso, register_cso
from partners.network import Told, add_ambassador, plan_session
from reference.models import Place
from search.query import OpeningQuery
from support.actions.exporting import ask_export
from support.actions.handling import assign
from tests.audits.make import apply, list_of, make_brand, upload
from tests.make import (
    TODAY,
    make_agency,
    make_agency_officer,
    make_cards,
    make_case,
    make_case_worker,
    make_corridor,
    make_cso,
    make_membership,
    make_opening,
    make_organisation,
    make_registrar,
    make_second_factor,
    make_service,
    make_user,
    make_vetted_agency,
)

LIST = b"agency_id,licence_no,name,address,valid_until,status_note,valid_until_raw,country,as_of\na1,MLA-001,Anchor,,,,,BD,\n"


class World:
    """The rows hang together: the CSO vouched for the agency, whose officer, job, reports and past suspension these are."""

    def __init__(self):
        self.corridor = make_corridor("MM-TH-AGENCY")
        self.people()
        self.public()
        self.network()
        self.desks()
        self.supply()

    def people(self):
        house = make_organisation(name="House")
        self.cso = accredit_cso(register_cso("House", "faith", "MM", organisation=house), date(2026, 1, 1), None)
        self.officer = make_membership(organisation=house)
        self.reader = make_membership(organisation=house, role="reader")
        bureau = make_organisation(name="Bureau", kind="agency")
        self.agency = make_vetted_agency(self.corridor)
        actions.claim_agency(self.agency, bureau)
        self.agency.refresh_from_db()
        self.bureau = make_membership(organisation=bureau)
        self.registrar = make_membership(organisation=make_organisation(kind="desk"))
        self.worker = make_user()
        self.superuser = make_user(is_superuser=True, is_staff=True)
        self.caseworker, self.stranger = make_case_worker(), make_case_worker(make_organisation(), role="officer")
        self.helper = make_case_worker(house)

    def public(self):
        self.opening = make_opening(agency=self.agency, corridor=self.corridor)
        self.draft = make_opening(agency=self.agency, corridor=self.corridor, state="draft", published_on=None)
        self.vouch = actions.vouch_for(
            self.agency, self.corridor, self.cso, given=date(2026, 11, 2), expires=date(2027, 6, 1)
        )
        self.invitation, self.secret = invite(self.cso.organisation, "x@example.org", "reader", self.officer.user)
        letter = Letter("Ma Hnin", "phone", "+95 9 777 666 555", "Hello?", "en")
        introductions.introduce(self.opening, letter, "s" * 22, TODAY)
        self.introduction = Introduction.objects.get()
        self.search = alerts.save_for(self.worker, OpeningQuery(words="sewing"), False, TODAY)
        home = plant_home()["en"]
        library = home.add_child(instance=LibraryPage(title="Library", slug="library"))
        self.publication = library.add_child(
            instance=PublicationPage(title="Leaflet", slug="leaflet", year=2026, on_paper=True)
        )
        (self.card,) = make_cards(1, cso=self.cso)
        self.sheet = ReviewBatch.objects.get()
        report_concern(self.agency, Words(("debt_bondage",), "They kept it.", "en"), "s" * 22, TODAY)
        self.lead = Lead.objects.get()

    def network(self):
        Place.objects.create(code="MMR003", country="MM", kind="state", name_en="Kayin")
        place = Place.objects.create(
            code="MMR003001", country="MM", kind="township", parent_id="MMR003", name_en="Hpa-An"
        )
        told = Told("Star", "returnee", "home", place, ("my",))
        self.ambassador = add_ambassador(self.cso, told, "s" * 22, TODAY)
        self.session = plan_session(self.cso, TODAY, "help", place, "s" * 22)

    def desks(self):
        handed, _code = make_case()
        self.case = assign(handed, self.cso.organisation, self.caseworker, TODAY)
        self.service = make_service()
        self.export = ask_export(self.cso.organisation, "", "count", self.officer.user, TODAY)
        self.held = Review.objects.create(
            agency=self.agency, corridor=self.corridor, year=2026, month=5, state="held", hold_reasons=["burst"], fees="untold",
            answers={"same_job": "yes"}, receipt="0" * 64,
        )  # fmt: skip
        self.reply = reply_to_reviews(self.agency, "We paid it back.", "en", TODAY, actor=self.bureau.user)
        self.sanction = actions.impose_sanction(
            self.agency, by=Sanction.By.REGULATOR.value, reason="Late", starts=date(2026, 1, 5), ends=date(2026, 2, 5)
        )
        one = make_registrar()
        # The first officer of a CSO, whom one registrar asked to invite.
        self.proposed_invitation = propose(make_cso().organisation, "first@example.org", "officer", "en", one)
        self.proposal = propose_sanction(
            self.agency, reason="Fees above the law", ends=TODAY + timedelta(days=30), by=one, today=TODAY
        )
        claimant = make_membership(organisation=make_organisation(kind="agency"))
        self.claim = ask_to_claim(
            make_agency(organisation=None), claimant.organisation, evidence="Licence", by=claimant.user, today=TODAY
        )
        self.upload = take_upload(
            "list.csv", LIST, "bd_manning_agents", retrieved=TODAY, complete=False, by=one, today=TODAY
        )
        self.pair = LookAlike.objects.create(suspect=make_agency(), agency=self.agency, score=90, found=TODAY)

    def supply(self):
        self.brand, self.auditor = make_brand()
        self.looker = make_membership(organisation=self.brand.organisation, role="reader").user
        make_second_factor(self.looker)
        accept_terms(self.brand, self.looker, TERMS_VERSION, TODAY)
        apply(self.brand, self.auditor, list_of(("Golden Kite", "TH")))
        self.supplier = Supplier.objects.get(brand=self.brand)
        self.list = upload(self.brand, self.auditor, list_of(("Round Table", "TH")))
        self.dossier = ask_dossier(self.brand, TODAY, "", "Auditor", "en", self.auditor)

    def browsers(self) -> list[Client]:
        """One of each role, in the order of tests.test_matrix.ROLES."""
        members = [self.officer.user, self.reader.user, self.bureau.user, self.registrar.user]
        for user in (self.worker, *members):
            make_second_factor(user)
        others = (self.caseworker, self.stranger, self.auditor, self.helper, self.looker, self.superuser)
        return [Client(), *(signed_in(user) for user in (self.worker, *members, *others))]


def strangers() -> dict[str, Client]:
    """People of another CSO, agency, brand and desk: of the right kind, and with nothing of this world."""
    officer = make_user()
    make_cso(officer=officer, country="MM")
    make_second_factor(officer)
    _brand, auditor = make_brand()
    return {
        "another CSO": signed_in(officer),
        "another CSO's case worker": signed_in(make_case_worker(make_organisation())),
        "another agency": signed_in(make_agency_officer(make_agency())),
        "another brand": signed_in(auditor),
    }


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
