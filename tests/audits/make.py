"""Builders for tests of audits/: a brand with an auditor, its suppliers, a list to upload."""

from itertools import count

from audits.actions.brands import TERMS_VERSION, accept_terms, verify_brand
from audits.actions.lists import apply_list, choose_columns, difference, take_list
from audits.actions.matching import certain_alone
from audits.models import Supplier
from tests.make import TODAY, make_membership, make_second_factor

_number = count(1)
COLUMNS = {
    "name": "Name",
    "country": "Country",
    "address": "Address",
    "os_id": "OS ID",
    "number": "",
    "workers": "Workers",
}


def make_brand(name: str = "", accepted: bool = True):
    """(brand, its auditor with a second factor)."""
    brand, _new = verify_brand(name or f"Brand {next(_number)}", "DE", "Register seen", TODAY, None)
    auditor = make_membership(organisation=brand.organisation).user
    make_second_factor(auditor)
    if accepted:
        accept_terms(brand, auditor, TERMS_VERSION, TODAY)
    return brand, auditor


def list_of(*rows) -> bytes:
    """A CSV with the columns of COLUMNS; a row is (name, country, address, OS ID, workers), the last ones may be left out."""
    lines = ["Name,Country,Address,OS ID,Workers"]
    lines += [",".join(f'"{cell}"' for cell in [*row, *[""] * (5 - len(row))]) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def upload(brand, auditor, content: bytes, whole: bool = True, columns=None, name: str = "list.csv"):
    """A list whose columns are chosen."""
    taken = take_list(brand, name, content, whole, auditor, TODAY)
    return choose_columns(taken, columns or COLUMNS)


def apply(brand, auditor, content: bytes, **given):
    """Upload and apply; gives the difference that was applied."""
    held = upload(brand, auditor, content, **given)
    return apply_list(held, difference(held).digest, auditor, TODAY)


def supplier_called(brand, name: str) -> Supplier:
    return Supplier.objects.get(brand=brand, entries__name=name, entries__gone_at=None)


def certain_pairs(brand) -> set:
    """What a person who ticks everything sends."""
    return {(row.supplier_id, row.employer_id) for row in certain_alone(brand)}
