"""An invented brand with a supplier list, partly matched with the demo's employers. `seed_demo` calls it."""

import csv
import io
from datetime import date

from django.db.models import Count

from accounts.actions import join_organisation
from accounts.models import User
from audits.actions.brands import TERMS_VERSION, accept_terms, verify_brand
from audits.actions.dossiers import ask_dossier
from audits.actions.lists import apply_list, choose_columns, difference, take_list
from audits.actions.matching import certain_alone, decide, run_matching
from audits.models import Brand, MatchRun
from jobs.models import Employer
from portal.demo.registry import marked

COLUMNS = {
    "name": "Factory",
    "country": "Country",
    "address": "Address",
    "os_id": "",
    "number": "No",
    "workers": "Migrant workers",
}
BRAND = "Plain Thread Clothing"
CONFIRMED = 4


def seed_brand(today: date, auditor: User, registrar: User) -> Brand:
    """The brand with its list, most of its certain matches confirmed, and a dossier in the queue; once."""
    brand, new = verify_brand(marked(BRAND), "DE", "Invented for the demo.", today, registrar, example=True)
    join_organisation(auditor, brand.organisation, "officer", today, registrar)
    if not new:
        return brand
    accept_terms(brand, auditor, TERMS_VERSION, today)
    upload = take_list(brand, "suppliers.csv", example_list(), True, auditor, today)
    choose_columns(upload, COLUMNS)
    upload.refresh_from_db()
    apply_list(upload, difference(upload).digest, auditor, today)
    run_matching(MatchRun.objects.filter(brand=brand).latest("id").pk)
    for row in certain_alone(brand)[:CONFIRMED]:
        decide(row.supplier, row.employer, "same", auditor)
    ask_dossier(brand, today, "", auditor.called or auditor.username, "en", auditor)
    return brand


def example_list() -> bytes:
    """Seven employers of the demo as a brand may write them, and two that nobody here knows."""
    held = (
        Employer.objects.filter(example=True).exclude(city="").annotate(jobs=Count("openings")).order_by("-jobs", "key")
    )
    rows = []
    for number, employer in enumerate(held.filter(country="TH")[:5]):
        rows.append(
            [
                f"{employer.name} Co., Ltd.",
                "Thailand",
                f"{12 + number} Example Road, {employer.city}",
                str(40 * number + 30),
            ]
        )
    for employer in held.filter(country="MY")[:2]:
        # A slip of the pen, and no street: a person has to look.
        rows.append([employer.name.replace("ing", "nig").replace("er", "re"), "Malaysia", "", ""])
    rows.append(["Example Far Mill", "Viet Nam", "3 Example Street, Hue", "80"])
    rows.append(["Example Quiet Dyeing", "Thailand", "8 Example Road, Trat", ""])
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(["No", "Factory", "Country", "Address", "Migrant workers"])
    writer.writerows([f"S-{number:03d}", *row] for number, row in enumerate(rows, 1))
    return told.getvalue().encode()
