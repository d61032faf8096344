"""Brands, their supplier lists, what matches employers, and dossiers. audits.actions writes them."""

from audits.models.brands import Brand, TermsAccepted
from audits.models.dossiers import Dossier
from audits.models.suppliers import Link, MatchRun, Suggestion, Supplier, SupplierEntry, SupplierList
from audits.models.work import Work

__all__ = [
    "Brand",
    "Dossier",
    "Link",
    "MatchRun",
    "Suggestion",
    "Supplier",
    "SupplierEntry",
    "SupplierList",
    "TermsAccepted",
    "Work",
]
