"""Every address of the site × every role: who gets in, who is asked to sign in, who finds nothing.

A new address fails here until it stands in one of the tables below, so that somebody thinks about who may
open it. A column for each of ROLES; each cell is a status, "login" (asked to sign in), "factor" (led to set up
a second factor) or "on" (sent on to another page).
"""

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from foundation.models import TrailEntry
from portal.refusals import REFUSED
from tests.audits.make import make_brand
from tests.make import make_cso, make_second_factor, make_user
from tests.world import World, signed_in, strangers

pytestmark = pytest.mark.django_db

ROLES = (
    "anonymous",
    "worker",
    "cso officer",
    "cso reader",
    "agency officer",
    "registrar",
    "case worker",
    "other cso's officer",
    "brand auditor",
    "cso's case worker",
    "brand reader",
    "superuser, no factor",
)


def row(
    anonymous,
    worker,
    officer,
    reader,
    agency,
    registrar,
    superuser="factor",
    caseworker=None,
    stranger=None,
    brand=None,
    helper=None,
    looker=None,
) -> tuple:
    """Who signs in but acts for nobody it concerns (a case worker, another CSO's officer, a brand) meets what a worker meets;
    so does `helper`, the case worker of this very CSO. `looker`, the brand's reader, meets what its auditor meets.
    """
    looker = brand if looker is None else looker
    told = tuple(worker if one is None else one for one in (caseworker, stranger, brand, helper, looker))
    return (anonymous, worker, officer, reader, agency, registrar, *told, superuser)


PUBLIC = row(200, 200, 200, 200, 200, 200)
NOWHERE = row(404, 404, 404, 404, 404, 404)
ONWARD = row("on", "on", "on", "on", "on", "on")
ANY_MEMBER = row("login", 200, 200, 200, 200, 200)
REGISTRAR = row("login", 403, 403, 403, 403, 200)
HELPERS = row("login", 403, 200, 403, 403, 403, caseworker=200, stranger=200, helper=200)
# Each sees their own CSO there and nothing of another.
OFFICERS_OF_A_CSO = row("login", 403, 200, 403, 403, 403, stranger=200)
OFFICERS_OF_THE_CSO = row("login", 404, 200, 404, 404, 200)
OF_ITS_NETWORK = row("login", 404, 200, 200, 404, 404)
KEEPERS = row("login", 404, 200, 403, 404, 404)
ITS_OFFICERS = row("login", 404, 404, 404, 200, 404)
ITS_AUDITORS = row("login", 404, 404, 404, 404, 404, brand=200)
# Wagtail sends to its sign-in whoever may not see its admin: who has signed in is told so.
TOLD_AT_THE_ADMIN = row("login", 403, 403, 403, 403, 403)
# Takes only what is sent to it; SENT below says from whom.
NOT_BY_GET = row("login", 405, 405, 405, 405, 405)


# The site's own addresses, by name: who gets in, and which row of the world the address names.
SITE: dict[str, tuple[tuple, object]] = {
    "card_keys": (PUBLIC, ()),
    "results": (PUBLIC, ()),
    "opening": (PUBLIC, lambda world: [world.opening.public_id]),
    "opening_card": (
        NOWHERE,
        ["1234567890"],
    ),  # a card is drawn in seconds: tests/jobs/test_card_pdf.py opens real ones
    "introduce": (PUBLIC, lambda world: [world.opening.public_id]),
    "save_search": (PUBLIC, ()),
    "stop_mails": (NOWHERE, [1, "x"]),
    "alert": (NOWHERE, ["x"]),
    "alert_feed": (row(410, 410, 410, 410, 410, 410), ["x"]),
    "match": (PUBLIC, ()),
    "cost": (PUBLIC, ()),
    "verify_form": (PUBLIC, ()),
    "verify": (PUBLIC, lambda world: [world.agency.public_id]),
    "receipt": (PUBLIC, ()),
    "agency_list": (PUBLIC, ()),
    "agency_check": (PUBLIC, ()),
    "agency": (PUBLIC, lambda world: [world.agency.public_id]),
    "agency_card": (NOWHERE, ["12345678"]),
    "attributions": (PUBLIC, ()),
    # A practice site and a moved clock have no sitemap: tests/portal/test_search_engines.py opens real ones.
    "sitemap_index": (NOWHERE, ()),
    "sitemap": (NOWHERE, ["en"]),
    "feed": (PUBLIC, ()),
    "open_data": (PUBLIC, ()),
    "open_data_package": (PUBLIC, ()),
    "open_data_dictionary": (PUBLIC, ()),
    "open_data_file": (PUBLIC, ["registers", "csv"]),
    "picture": (NOWHERE, ["nothing.png"]),
    "search_pages": (PUBLIC, ()),
    "worker": (PUBLIC, ()),
    "phone": (PUBLIC, ()),
    "manifest": (PUBLIC, ()),
    # Anybody may empty their own phone: test_offline.py sends it.
    "forget_phone": (row(405, 405, 405, 405, 405, 405), ()),
    "ask_for_paper": (PUBLIC, lambda world: [world.publication.pk]),
    "paper_requests": (REGISTRAR, ()),
    "paper_request": (row("login", 403, 403, 403, 403, 405), lambda world: [uuid.uuid4()]),
    "corridor_list": (PUBLIC, ()),
    "corridor": (PUBLIC, lambda world: [world.corridor.code]),
    # Sheets are drawn in seconds: tests/cms/test_printed.py opens real ones.
    "guide_leaflet": (NOWHERE, ["XX-YY-NONE"]),
    "guide_card": (NOWHERE, ["XX-YY-NONE"]),
    "guide_picture": (PUBLIC, lambda world: [world.corridor.code]),
    "page_picture": (PUBLIC, lambda world: [world.publication.pk]),
    "guide_printed": (PUBLIC, lambda world: [world.corridor.code, "0123abcd"]),
    "help": (PUBLIC, ()),
    "wagtail_serve": (NOWHERE, ["nothing/here/"]),
    # The link of an invitation opens for whoever holds it; with an account of another address it does not.
    "invitation": (row(200, 403, 403, 403, 403, 403, 403), lambda world: [world.secret]),
    "sessions": (row("login", 200, 200, 200, 200, 200, 200), ()),
    "desk": (ANY_MEMBER, ()),
    "organisations": (row("login", 200, "on", 200, "on", 200, stranger="on", brand="on", looker=200), ()),
    "members": (OFFICERS_OF_THE_CSO, lambda world: [world.cso.organisation_id]),
    "end_invitation": (OFFICERS_OF_THE_CSO, lambda world: [world.invitation.pk]),
    "decide_invitation": (row("login", 404, 404, 404, 404, 200), lambda world: [world.proposed_invitation.pk]),
    "end_membership": (OFFICERS_OF_THE_CSO, lambda world: [world.reader.pk]),
    "reset_second_factor": (row("login", 404, 404, 404, 404, 200), lambda world: [world.officer.user_id]),
    "csos": (REGISTRAR, ()),
    "cso": (REGISTRAR, lambda world: [world.cso.pk]),
    "network": (PUBLIC, ()),
    # A registrar sees sums of the network; a CSO's own townships and ambassadors are for its officers and readers alone.
    "network_desk": (row("login", 403, "on", "on", 403, 200, stranger="on"), ()),
    "cso_network": (OF_ITS_NETWORK, lambda world: [world.cso.pk]),
    "ambassadors": (OF_ITS_NETWORK, lambda world: [world.cso.pk]),
    "sessions_held": (OF_ITS_NETWORK, lambda world: [world.cso.pk]),
    "coverage": (KEEPERS, lambda world: [world.cso.pk]),
    "add_ambassador": (KEEPERS, lambda world: [world.cso.pk]),
    "ambassador": (KEEPERS, lambda world: [world.cso.pk, world.ambassador.pk]),
    "add_session": (KEEPERS, lambda world: [world.cso.pk]),
    "session_held": (KEEPERS, lambda world: [world.cso.pk, world.session.pk]),
    "township_kit": (KEEPERS, lambda world: [world.cso.pk]),
    # Not even a registrar reads who vouches for whom, nor does the CSO's own case worker.
    "vouches": (row("login", 403, 200, 200, 403, 403, stranger=200), ()),
    "vouch": (
        row("login", 404, 200, 200, 404, 404),
        lambda world: [world.cso.pk, world.agency.public_id, world.corridor.code],
    ),
    "withdraw_vouch": (row("login", 404, 200, 403, 404, 404), lambda world: [world.vouch.pk]),
    "paper_reviews": (OFFICERS_OF_A_CSO, ()),
    "paper_template": (OFFICERS_OF_A_CSO, ()),
    "paper_form": (row("login", 403, 404, 403, 403, 403, stranger=404), ["xx"]),  # a form is drawn in seconds
    "introductions": (ANY_MEMBER, ()),
    "introduction": (row("login", 404, 404, 404, 200, 404), lambda world: [world.introduction.pk]),
    "ask_help": (PUBLIC, ()),
    "handed": (NOWHERE, ["x"]),
    # Cases: never a registrar; the case of one CSO never anybody of another.
    "cases": (HELPERS, ()),
    "case": (
        row("login", 403, 200, 403, 403, 403, caseworker=404, stranger=404, helper=200),
        lambda world: [world.case.pk],
    ),
    "needs_table": (HELPERS, ()),
    "case_exports": (HELPERS, ()),
    # Decided by a form alone.
    "case_export": (
        row("login", 403, 405, 403, 403, 403, caseworker=405, stranger=405, helper=405),
        lambda world: [world.export.pk],
    ),
    "services": (HELPERS, ()),
    "new_service": (row("login", 403, 403, 403, 403, 403, caseworker=200), ()),
    "service": (row("login", 403, 403, 403, 403, 403, caseworker=200), lambda world: [world.service.pk]),
    "saved_searches": (ANY_MEMBER, ()),
    "own_search": (
        row("login", 200, 404, 404, 404, 404, caseworker=404, stranger=404, brand=404, helper=404),
        lambda world: [world.search.pk],
    ),
    "sign_in_for_admin": (TOLD_AT_THE_ADMIN, ()),
    "save_own_search": (ANY_MEMBER, ()),
    "recruitment_costs": (PUBLIC, lambda world: [world.corridor.code]),
    "report": (PUBLIC, ()),
    "advert": (PUBLIC, ()),
    "review_door": (PUBLIC, ()),
    "review_withdraw": (PUBLIC, ()),
    "review": (PUBLIC, lambda world: [world.card]),
    # Cards are handed out by the CSO alone: whoever printed some could write reports with them.
    "review_sheets": (OFFICERS_OF_A_CSO, ()),
    "review_print": (NOT_BY_GET, lambda world: [world.cso.pk]),
    "review_void": (NOT_BY_GET, lambda world: [world.sheet.pk]),
    "held_reviews": (REGISTRAR, ()),
    "held_review": (REGISTRAR, lambda world: [world.held.pk]),
    "review_words": (NOT_BY_GET, lambda world: [world.agency.public_id]),
    "review_reply_decide": (NOT_BY_GET, lambda world: [world.reply.pk]),
    "review_reply": (ITS_OFFICERS, lambda world: [world.agency.public_id]),
    "registry_desk": (REGISTRAR, ()),
    "registry_leads": (REGISTRAR, ()),
    "registry_adverts": (REGISTRAR, ()),
    "registry_lead": (REGISTRAR, lambda world: [world.lead.pk]),
    "concerns": (REGISTRAR, ()),
    "concern": (REGISTRAR, lambda world: [world.lead.concern_id]),
    "find_record": (REGISTRAR, ()),
    "correct_record": (REGISTRAR, lambda world: [world.agency.public_id]),
    "recall_cards": (REGISTRAR, ()),
    "claims": (REGISTRAR, ()),
    "claim": (REGISTRAR, lambda world: [world.claim.pk]),
    "sanctions": (REGISTRAR, ()),
    "sanction": (REGISTRAR, lambda world: [world.sanction.pk]),
    "proposal": (REGISTRAR, lambda world: [world.proposal.pk]),
    "propose_sanction": (REGISTRAR, lambda world: [world.agency.public_id]),
    "registry_corrections": (REGISTRAR, ()),
    "ask_correction": (PUBLIC, lambda world: [world.agency.public_id]),
    # Brands: a registrar verifies them and sees none of their lists; one brand never anything of another.
    "brands": (REGISTRAR, ()),
    "own_brands": (row("login", 200, 200, 200, 200, 200, brand="on"), ()),
    "supply": (ITS_AUDITORS, lambda world: [world.brand.pk]),
    "supply_terms": (ITS_AUDITORS, lambda world: [world.brand.pk]),
    "supplier_lists": (ITS_AUDITORS, lambda world: [world.brand.pk]),
    "supplier_list": (ITS_AUDITORS, lambda world: [world.brand.pk, world.list.pk]),
    "supplier": (ITS_AUDITORS, lambda world: [world.brand.pk, world.supplier.pk]),
    "dossiers": (ITS_AUDITORS, lambda world: [world.brand.pk]),
    "dossier": (ITS_AUDITORS, lambda world: [world.brand.pk, world.dossier.pk]),
    "dossier_file": (ITS_AUDITORS, lambda world: [world.brand.pk, world.dossier.pk, "json"]),
    "register_uploads": (REGISTRAR, ()),
    "register_upload": (REGISTRAR, lambda world: [world.upload.pk]),
    "register_rejects": (REGISTRAR, lambda world: [world.upload.pk]),
    "look_alikes": (REGISTRAR, ()),
    "look_alike": (REGISTRAR, lambda world: [world.pair.pk]),
    # One agency of one's own: its page. Without any, an empty list.
    "own_desk": (row("login", 200, 200, 200, "on", 200), ()),
    # Only an agency's officer whose organisation has no record yet may claim one.
    "claim_record": (row("login", 404, 404, 404, 404, 404), ()),
    # Registrars look at an agency on its public page: they never act for one.
    "own_agency": (ITS_OFFICERS, lambda world: [world.agency.public_id]),
    "own_fees": (ITS_OFFICERS, lambda world: [world.agency.public_id]),
    "own_contacts": (ITS_OFFICERS, lambda world: [world.agency.public_id]),
    "own_appeal": (ITS_OFFICERS, lambda world: [world.agency.public_id, world.sanction.pk]),
    "own_openings": (ANY_MEMBER, ()),
    "write_opening": (ITS_OFFICERS, lambda world: [world.agency.public_id]),
    "own_opening": (ITS_OFFICERS, lambda world: [world.draft.public_id]),
    "revise_opening": (ITS_OFFICERS, lambda world: [world.draft.public_id]),
}
# What an empty form gets at the addresses that take nothing else: 422 and "on" are for those who may send one.
SENT: dict[str, tuple] = {
    "review_print": row("login", 404, 422, 404, 404, 404),
    "review_void": row("login", 404, "on", 404, 404, 404),
    "review_words": REGISTRAR,
    "review_reply_decide": row("login", 403, 403, 403, 403, "on"),
}

OPEN = row(200, 200, 200, 200, 200, 200, 200)
OWN = row("login", 200, 200, 200, 200, 200, 200)
ENTRANCE = row(200, "on", "on", "on", "on", "on", "on")
# The password is asked for once more: "on" leads there.
PASSWORD_AGAIN = row("login", "on", "on", "on", "on", "on", "on")
PASSWORD_AGAIN_OR_404 = row("login", "on", "on", "on", "on", "on", 404)
LOST = row(404, 404, 404, 404, 404, 404, 404)
# allauth's pages: the only ones a member without a second factor may open.
ACCOUNT: dict[str, tuple[tuple, object]] = {
    "account_login": (ENTRANCE, ()),
    "account_signup": (ENTRANCE, ()),
    "account_logout": (row("on", 200, 200, 200, 200, 200, 200), ()),
    "account_inactive": (OPEN, ()),
    "account_reauthenticate": (row("login", "on", "on", "on", "on", "on", 403), ()),
    "account_email": (OWN, ()),
    "account_email_verification_sent": (OPEN, ()),
    "account_confirm_email": (row(200, 200, 200, 200, 200, 200, 200), ["x"]),
    "account_change_password": (PASSWORD_AGAIN, ()),
    "account_set_password": (OWN, ()),
    "account_reset_password": (OPEN, ()),
    "account_reset_password_done": (OPEN, ()),
    "account_reset_password_from_key": (OPEN, ["x", "y"]),
    "account_reset_password_from_key_done": (OPEN, ()),
    "account_confirm_login_code": (PASSWORD_AGAIN, ()),
    "mfa_index": (OWN, ()),
    "mfa_authenticate": (PASSWORD_AGAIN, ()),
    "mfa_reauthenticate": (row("login", 200, 200, 200, 200, 200, 403), ()),
    "mfa_reauthenticate_webauthn": (row("login", "on", "on", "on", "on", "on", 403), ()),
    "mfa_activate_totp": (PASSWORD_AGAIN, ()),
    "mfa_deactivate_totp": (PASSWORD_AGAIN_OR_404, ()),
    "mfa_view_recovery_codes": (row("login", 404, 404, 404, 404, 404, 404), ()),
    "mfa_generate_recovery_codes": (row("login", "on", "on", "on", "on", "on", 200), ()),
    "mfa_download_recovery_codes": (row("login", 404, 404, 404, 404, 404, 404), ()),
    "mfa_list_webauthn": (OWN, ()),
    "mfa_add_webauthn": (PASSWORD_AGAIN, ()),
    "mfa_remove_webauthn": (PASSWORD_AGAIN_OR_404, [1]),
    "mfa_edit_webauthn": (PASSWORD_AGAIN_OR_404, [1]),
}

# Wagtail's admin: staff only, and none of these roles is staff with a second factor. Its names are Wagtail's own.
ADMIN_FOR_ALL = row("login", "login", "login", "login", "login", "login")
ADMIN_OTHERS: dict[str, tuple] = {
    # Drawings and words of the admin's own pages; they hold nothing of ours.
    "wagtailadmin_sprite": PUBLIC,
    "wagtailadmin_javascript_catalog": PUBLIC,
    "wagtailadmin_login": TOLD_AT_THE_ADMIN,
    "wagtailadmin_password_reset": ONWARD,
    "wagtailadmin_password_reset_done": ONWARD,
    "wagtailadmin_password_reset_confirm": ONWARD,
    "wagtailadmin_password_reset_complete": ONWARD,
    "wagtaildocs_serve": NOWHERE,
    "wagtaildocs_authenticate_with_password": ONWARD,
    "wagtailcore_authenticate_with_password": NOWHERE,
}
# Addresses without a name, by their route.
NAMELESS: dict[str, tuple] = {
    "": ONWARD,
    "robots.txt": PUBLIC,
    "admin/password_reset/": ONWARD,
    "admin/test404/": ADMIN_FOR_ALL,
    "admin/^.*/$": ADMIN_FOR_ALL,
    "en/_util/login/": ADMIN_FOR_ALL,
}
# Routes written as regular expressions, with an address that fits each.
WRITTEN_OUT = {
    "admin/^.*/$": "admin/anything/",
    r"documents/^(\d+)/(.*)$": "documents/1/paper.pdf",
}


def addresses() -> list[tuple[str, str]]:
    """(route, name) of every pattern there is; names carry their namespace."""

    def walk(resolver, route="", spaces=()):
        for one in resolver.url_patterns:
            here = route + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, here, (*spaces, one.namespace) if one.namespace else spaces)
            else:
                yield here, ":".join((*spaces, one.name)) if one.name else ""

    return list(walk(get_resolver()))


def outcome(response) -> int | str:
    if response.status_code not in (301, 302):
        return response.status_code
    to = response["Location"]
    if "/account/login/" in to or "/admin/login/" in to:
        return "login"
    return "factor" if to == reverse("mfa_activate_totp") else "on"


def address_of(route: str, name: str, world: World) -> str:
    """One address for a pattern; "" for a pattern of Wagtail's admin that needs more than numbers and words."""
    own = SITE.get(name) or ACCOUNT.get(name)
    if own:
        return reverse(name, args=own[1](world) if callable(own[1]) else own[1])
    if route in WRITTEN_OUT:
        return "/" + WRITTEN_OUT[route]
    filled = re.sub(r"<(?:int|str|slug|uuid|path|\w+):\w+>", "1", route)
    plain = re.sub(r"<\w+>", "1", filled).replace("^", "").replace("$", "")
    return "" if re.search(r"[()\\]", plain) else "/" + plain


def expected(route: str, name: str) -> tuple | None:
    if name in SITE or name in ACCOUNT:
        return (SITE.get(name) or ACCOUNT[name])[0]
    if name in ADMIN_OTHERS:
        return ADMIN_OTHERS[name]
    if name == "":
        return NAMELESS.get(route)
    if name == "wagtailcore_login":
        return ADMIN_FOR_ALL
    return ADMIN_FOR_ALL if route.startswith("admin/") else None


@pytest.fixture
def world():
    return World()


def test_every_address_has_its_row_in_the_table():
    assert [(route, name) for route, name in addresses() if expected(route, name) is None] == []
    named = {name for _, name in addresses()}
    assert {*SITE, *ACCOUNT, *ADMIN_OTHERS} <= named
    assert set(NAMELESS) == {route for route, name in addresses() if not name}


def test_who_may_open_what(world):
    browsers, wrong, opened = world.browsers(), [], 0
    for route, name in addresses():
        to = address_of(route, name, world)
        if not to:
            continue
        found = tuple(outcome(browser.get(to)) for browser in browsers)
        opened += 1
        if found != expected(route, name):
            wrong.append((name, to, found, expected(route, name)))
    assert wrong == []
    assert opened >= len(addresses()) - 3


def test_no_page_of_the_desk_or_of_an_account_is_kept_by_a_browser_or_a_proxy(world):
    browsers, asked = world.browsers(), 0
    for route, name in addresses():
        to = address_of(route, name, world)
        if not re.match(r"/en/(?:desk|account)/", to):
            continue
        for role, browser in zip(ROLES, browsers, strict=True):
            kept = browser.get(to)["Cache-Control"]
            asked += 1
            assert "no-store" in kept and "private" in kept, (name, role, kept)
    assert asked > 400


def test_what_may_not_be_opened_may_not_be_sent_to_either(world):
    """A form sent to every address that turned a role away gives the same answer, and writes nothing of ours."""
    browsers, wrong = world.browsers(), []
    before = TrailEntry.objects.exclude(action=REFUSED).count()
    for route, name in addresses():
        to = address_of(route, name, world)
        if name not in SITE or not to:
            continue
        for role, browser, told in zip(ROLES, browsers, expected(route, name), strict=True):
            if told in (403, 404, "login", "factor"):
                found = outcome(browser.post(to, {"step": "vouch", "grave": "on", "checked": "met"}))
                # A page that takes no forms may say so first.
                if found not in (told, 405):
                    wrong.append((role, name, found, told))
    assert wrong == []
    assert TrailEntry.objects.exclude(action=REFUSED).count() == before


def test_what_takes_forms_alone_takes_them_from_whom_it_should(world):
    browsers = world.browsers()
    assert set(SENT) == {name for name, (told, _) in SITE.items() if told == NOT_BY_GET}
    for name, wanted in SENT.items():
        to = address_of("", name, world)
        assert tuple(outcome(browser.post(to)) for browser in browsers) == wanted, name


def test_the_right_kind_of_person_of_another_organisation_finds_nothing_and_writes_nothing(world):
    """Whatever is not for everybody who signs in is for the people of this very organisation."""
    others, wrong = strangers(), []
    before = TrailEntry.objects.exclude(action=REFUSED).count()
    for name, (told, args) in SITE.items():
        if not callable(args) or SENT.get(name, told)[1] not in (403, 404):
            continue
        to = address_of("", name, world)
        for who, browser in others.items():
            form = {"step": "vouch", "grave": "on", "checked": "met", "words": "Mine", "submission": "s" * 22}
            found = (outcome(browser.get(to)), outcome(browser.post(to, form)))
            if not {*found} <= {403, 404, 405}:
                wrong.append((who, name, found))
    assert wrong == []
    assert TrailEntry.objects.exclude(action=REFUSED).count() == before


def test_a_number_of_another_opens_nothing_under_ones_own_either(world):
    """Addresses that name two rows: the first one's own, the second somebody else's."""
    officer = make_user()
    cso = make_cso(officer=officer, country="MM")
    make_second_factor(officer)
    brand, auditor = make_brand()
    mixed = {
        signed_in(officer): {
            "ambassador": [cso.pk, world.ambassador.pk],
            "session_held": [cso.pk, world.session.pk],
        },
        signed_in(auditor): {
            "supplier_list": [brand.pk, world.list.pk],
            "supplier": [brand.pk, world.supplier.pk],
            "dossier": [brand.pk, world.dossier.pk],
            "dossier_file": [brand.pk, world.dossier.pk, "json"],
        },
    }
    for browser, told in mixed.items():
        for name, args in told.items():
            to = reverse(name, args=args)
            assert browser.get(to).status_code == 404, name
            assert browser.post(to, {"step": "decide", "submission": "s" * 22}).status_code in (404, 405), name


def test_recovery_codes_alone_are_no_second_factor(world):
    browser = world.browsers()[-1]
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert not Authenticator.objects.filter(user=world.superuser).exists()
    assert outcome(browser.get(reverse("desk"))) == "factor"
