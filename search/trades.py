"""Trades whose occupations stand far apart in ISCO-08, which sorts by skill first and by trade second.

A farm hand (9211) and a fruit grower (6112) share no digit, a kitchen helper (9412) and a cook (5120) neither; people
go from one to the other. search.fit counts them as near. Each line is one trade: the beginnings of its codes.
"""

TRADES = (
    ("611", "612", "613", "8341", "9211", "9212", "9213", "9214"),  # farm and garden
    ("621", "9215"),  # forest
    ("622", "9216"),  # fish and sea
    ("751", "816"),  # making food
    ("512", "513", "941", "5246"),  # kitchen and table
    ("515", "911", "912"),  # cleaning
    ("531", "532", "9111", "5152"),  # house and care
    ("71", "741", "931"),  # building
    ("721", "722", "812"),  # metal
    ("753", "815"),  # clothes and shoes
    ("752", "8172"),  # wood
    ("81", "82", "932"),  # factory
    ("83", "933"),  # driving and loading
)


def same_trade(code: str, other: str) -> bool:
    """Whether two ISCO-08 codes, whole or only their beginnings, belong to one trade."""
    return any(_belongs(code, trade) and _belongs(other, trade) for trade in TRADES)


def _belongs(code, trade):
    return len(code) > 1 and any(code.startswith(part) or part.startswith(code) for part in trade)
