"""What follows from the facts of legal migration: costs, ceilings, time, route.
Plain Python; agencies/ and jobs/ import it.
"""

from corridors.rules.categories import LawfulPart, lawful_by_category
from corridors.rules.ceilings import CeilingState, CeilingVerdict, allowance, ceilings_in_force, judge_ceilings
from corridors.rules.costs import Apart, ItemRow, PayerTotal, Sheet, cost_sheet
from corridors.rules.facts import (
    Binds,
    Category,
    CeilingFact,
    CeilingKind,
    CostLine,
    Covers,
    Evidence,
    FigureKind,
    Nature,
    Payer,
    Periodicity,
    RateFact,
    SourceMark,
    Status,
    StatusFact,
    StepFact,
    WageFact,
    WageUnit,
    Where,
)
from corridors.rules.lawful import Lawful, lawful_range
from corridors.rules.loans import PayBack, pay_back
from corridors.rules.routes import RouteState, route_state
from corridors.rules.sdg import CostAndIncome, Indicator, recruitment_cost_indicator
from corridors.rules.timeline import Stage, Timeline, timeline
from corridors.rules.turns import Turn, as_paid_first, turns
from corridors.rules.wages import MonthlyPay, WageBasis, WorkerCase, monthly_pay, months_of_wages, sdg_ratio

__all__ = [
    "Apart",
    "Binds",
    "Category",
    "CeilingFact",
    "CeilingKind",
    "CeilingState",
    "CeilingVerdict",
    "CostAndIncome",
    "CostLine",
    "Covers",
    "Evidence",
    "FigureKind",
    "Indicator",
    "ItemRow",
    "Lawful",
    "LawfulPart",
    "MonthlyPay",
    "Nature",
    "PayBack",
    "Payer",
    "PayerTotal",
    "Periodicity",
    "RateFact",
    "RouteState",
    "Sheet",
    "SourceMark",
    "Stage",
    "Status",
    "StatusFact",
    "StepFact",
    "Timeline",
    "Turn",
    "WageBasis",
    "WageFact",
    "WageUnit",
    "Where",
    "WorkerCase",
    "allowance",
    "as_paid_first",
    "ceilings_in_force",
    "cost_sheet",
    "judge_ceilings",
    "lawful_by_category",
    "lawful_range",
    "monthly_pay",
    "months_of_wages",
    "pay_back",
    "recruitment_cost_indicator",
    "route_state",
    "sdg_ratio",
    "timeline",
    "turns",
]
