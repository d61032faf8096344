"""A dossier of two hundred suppliers: its content, and its PDF beside bare WeasyPrint of the same HTML. `python -m bench.dossier`.

Nothing is written: what is planted is rolled back.
"""

import json
import os
import time


def main(count: int = 200) -> dict:
    """Seconds of each part, the middle of three."""
    from django.db import transaction
    from weasyprint import HTML

    from agencies.models import Agency
    from audits.content import content_of
    from audits.models import Brand, Dossier, Link, Supplier, SupplierEntry
    from audits.paper import html_of, pdf_of
    from audits.picture import supply
    from foundation import clock
    from foundation.canonical import canonical, digest_of
    from jobs.models import Employer

    with transaction.atomic():
        brand = Brand.objects.select_related("organisation").first()
        by, now = brand.organisation.memberships.first().user, clock.now()
        employers = list(Employer.objects.filter(openings__agency__in=Agency.objects.all()).distinct()[:60])
        for number in range(count):
            employer = employers[number % len(employers)]
            supplier = Supplier.objects.create(brand=brand, key=f"bench|{number}")
            SupplierEntry.objects.create(
                supplier=supplier, name=f"{employer.name} {number}", country=employer.country, workers=40, known_at=now
            )
            Link.objects.create(
                supplier=supplier, employer=employer, word="same", score=90, reasons=["same_name"], decided_by=by,
                decided_at=now,
            )  # fmt: skip
        known = clock.now()
        dossier = Dossier(brand=brand, as_of=clock.today(), known=known, recipient="Bench", language="en", asked=known)
        parts = {"content": [], "pdf": [], "bare": []}
        for _ in range(3):
            start = time.perf_counter()
            content = content_of(supply(brand, clock.today(), known))
            digest = digest_of(content)
            parts["content"].append(time.perf_counter() - start)
            plain = json.loads(canonical(content))
            start = time.perf_counter()
            pdf_of(plain, digest, dossier)
            parts["pdf"].append(time.perf_counter() - start)
            html = html_of(plain, digest, dossier)
            start = time.perf_counter()
            HTML(string=html).write_pdf()
            parts["bare"].append(time.perf_counter() - start)
        told = {name: round(sorted(seconds)[1], 2) for name, seconds in parts.items()}
        told |= {"suppliers": len(plain["suppliers"]), "agencies": len(plain["agencies"])}
        told["times_bare"] = round(told["pdf"] / told["bare"], 2)
        transaction.set_rollback(True)
    return told


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(main()))
