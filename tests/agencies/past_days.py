"""Days of 2026, sums in baht and pages as text, as tests of the past write them."""

from datetime import date
from decimal import Decimal

from foundation.money import Money


def day(month: int, of_month: int) -> date:
    return date(2026, month, of_month)


def thb(amount) -> Money:
    return Money(Decimal(amount), "THB")


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()
