"""manage.py seed_demo: real reference facts, registers and job orders, and an invented world marked as examples."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from agencies.models import Agency
from cms.facts.groups import APPROVERS, EDITORS, plant_groups
from foundation import clock
from foundation.codes import grouped
from portal.demo.brand import BRAND, seed_brand
from portal.demo.cases import seed_cases, seed_desk_of_ours
from portal.demo.desk import CLAIMED, seed_desk, seed_registrar
from portal.demo.network import seed_network
from portal.demo.openings import seed_drafts, seed_letters, seed_openings
from portal.demo.pages import seed_pages
from portal.demo.people import SignIn, authenticator_link, sign_in_for
from portal.demo.registry import marked, seat, seed_agencies, seed_csos
from portal.demo.reports import seed_reports
from portal.demo.vouches import DRAFTED, seed_second_desk, seed_vouch_states
from portal.demo.world import AGENCIES

BASE = Path(settings.BASE_DIR)
REGISTERS = BASE / "agencies" / "content" / "registers"


class Command(BaseCommand):
    help = "Fill the site with real reference data and invented, marked examples; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--signins", help="also write the demo's sign-ins to this JSON file")
        parser.add_argument(
            "--without-orders", action="store_true", help="leave out the real job orders of the United States"
        )

    def handle(self, **options):
        if not settings.PORTAL_DEMO:
            raise CommandError("Examples are refused here (PORTAL_DEMO is off).")
        self.load_facts(orders=not options["without_orders"])
        signins = self.seed_examples()
        self.stdout.write(f"Examples on {seed_pages()} pages")
        # No night comes to a demo: what an upgrade says in other words is found from here on.
        call_command("reindex_pages", stdout=self.stdout)
        call_command("reindex", verbosity=0, stdout=self.stdout)
        self.tell(signins)
        if options["signins"]:
            path = Path(options["signins"])
            path.write_text(json.dumps({sign_in.username: sign_in.told() for sign_in in signins}))
            path.chmod(0o600)

    def load_facts(self, orders: bool) -> None:
        """Everything real, by the product's own commands."""
        self.stdout.write("Reference, costs of migration and pages")
        call_command("load_reference", stdout=self.stdout)
        call_command("load_corridors", stdout=self.stdout)
        call_command("plant_pages", stdout=self.stdout)
        for source in sorted((BASE / "agencies" / "sources").glob("*.toml")):
            self.stdout.write(f"Register {source.stem}")
            call_command(
                "import_agencies", str(REGISTERS / f"{source.stem}.csv"), source=str(source), stdout=self.stdout
            )
        if orders:
            for source in sorted((BASE / "jobs" / "sources").glob("*.toml")):
                self.stdout.write(f"Job orders {source.stem}")
                file = next((BASE / "jobs" / "content").glob(f"{source.stem}*.csv"))
                call_command("import_openings", str(file), source=str(source), stdout=self.stdout)

    @transaction.atomic
    def seed_examples(self) -> list[SignIn]:
        """Everything invented, by the apps' own actions, in one transaction."""
        self.stdout.write("Examples")
        today = clock.today()
        registrar, first = sign_in_for("registrar", "registrar and editor (Wagtail's admin)", staff=True)
        second_registrar, second = sign_in_for("registrar2", "second registrar", staff=True)
        third_registrar, third = sign_in_for("registrar3", "third registrar, who answers appeals", staff=True)
        plant_groups()
        _editor, drafts = sign_in_for(
            "editor", "editor of facts: proposes (Wagtail's admin)", staff=True, group=EDITORS
        )
        _approver, decides = sign_in_for("approver", "second person for facts: approves", staff=True, group=APPROVERS)
        csos = seed_csos(today)
        agencies = seed_agencies(today, csos, (registrar, second_registrar))
        signins, officers = [first, second, third, drafts, decides], {}
        for username, told in (("heron", AGENCIES[0]), ("sugarpalm", AGENCIES[6])):
            agency = Agency.objects.get(name=marked(told.name))
            user, sign_in = sign_in_for(username, f"officer of {agency.name}")
            seat(user, agency.organisation, today)
            signins.append(sign_in)
            officers[told.name] = user
        told = next(told for told in AGENCIES if told.trouble == "suspended")
        suspended = Agency.objects.get(name=marked(told.name))
        user, sign_in = sign_in_for("appellant", f"officer of {suspended.name}")
        seat(user, suspended.organisation, today)
        signins.append(sign_in)
        seed_desk(today, agencies, suspended, user, third_registrar)
        for username, cso in (("union", csos[0]), ("mercy", csos[1])):
            user, sign_in = sign_in_for(username, f"officer of {cso.name}")
            seat(user, cso.organisation, today)
            signins.append(sign_in)
        seed_vouch_states(today, csos[0])
        seed_second_desk(today, csos[1])
        seed_network(today, csos[:2])
        claimant, sign_in = sign_in_for("claimant", f"asks to act for {marked(CLAIMED)}")
        signins.append(sign_in)
        seed_registrar(today, Agency.objects.get(name=marked(DRAFTED)), claimant, second_registrar)
        seed_reports(today, csos, officers, registrar)
        for username, desk in (("caseworker", "Example help desk"), ("caseworker2", "Example second desk")):
            user, sign_in = sign_in_for(username, f"case worker of the {desk}")
            seat(user, seed_desk_of_ours(desk), today, role="case_worker")
            signins.append(sign_in)
        worker = User.objects.get(username="caseworker")
        if codes := seed_cases(today, worker, csos[0].organisation):
            self.stdout.write(f"Receipt code of an example case: {grouped(codes[1])}")
        self.stdout.write(f"{len(csos)} CSOs, {len(agencies)} agencies, {seed_openings(today)} openings, all invented")
        seed_drafts(today, agencies[0])
        for number in (0, 6):
            seed_letters(today, agencies[number])
        auditor, sign_in = sign_in_for("brand", f"auditor of {marked(BRAND)}")
        signins.append(sign_in)
        seed_brand(today, auditor, registrar)
        return signins

    def tell(self, signins: list[SignIn]) -> None:
        """The sign-ins, new at each run."""
        self.stdout.write("\nDemo sign-ins (new at each run; refused in production):")
        for sign_in in signins:
            self.stdout.write(
                f"  {sign_in.username:10} {sign_in.password:18} TOTP secret {sign_in.totp}  {sign_in.purpose}"
            )
            self.stdout.write(f"  {'':10} {authenticator_link(sign_in)}")
        self.stdout.write(f"  Sign in at {settings.SITE_URL}/en/account/login/")
