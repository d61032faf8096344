"""A small supply chain: a brand, three suppliers, an employer whose agency is vetted, with a published figure."""

from datetime import date
from decimal import Decimal

from agencies.models import PaymentFigure
from audits.actions.matching import decide
from tests.audits.make import apply, list_of, make_brand, supplier_called
from tests.make import make_corridor, make_employer, make_opening, make_rate, make_vetted_agency


class SupplyWorld:
    """`matched` is confirmed to be `employer`; the others wait or match nothing."""

    def __init__(self, name: str = "Good Shirts"):
        for currency, units in (("THB", "35"), ("MMK", "4000")):
            make_rate(currency, units)
        self.corridor = make_corridor("MM-TH-MOU")
        self.agency = make_vetted_agency(self.corridor, name="Blue Heron")
        self.employer = make_employer(name="Golden Kite Garment", city="Samut Sakhon", key="TH|golden kite garment")
        self.other = make_employer(name="Round Table Foods", city="Mae Sot", key="TH|round table foods")
        self.opening = make_opening(employer=self.employer, agency=self.agency, corridor=self.corridor)
        self.figure(12)
        self.brand, self.auditor = make_brand(name)
        apply(
            self.brand,
            self.auditor,
            list_of(
                ("Golden Kite Garment Co., Ltd.", "TH", "99 Moo 3, Samut Sakhon", "", "60"),
                ("Round Tabel Foods", "TH", "Mae Sot", "", "40"),
                ("Unheard Of", "VN"),
            ),
        )
        self.supplier = supplier_called(self.brand, "Golden Kite Garment Co., Ltd.")
        self.link = decide(self.supplier, self.employer, "same", self.auditor)

    def figure(self, reports: int, published: date = date(2026, 11, 10)) -> PaymentFigure:
        return PaymentFigure.objects.create(
            agency=self.agency, corridor=self.corridor, period_from=date(2026, 1, 1), period_until=published,
            reports=reports, low=Decimal(3000), median=Decimal(4000), high=Decimal(5000), currency="THB",
            published=published,
        )  # fmt: skip
