"""Finds what published numbers give away together: sums and differences of up to three of them that count a group of one to four.

Only groups that somebody outside can name count: people by the publications they are part of, by whether they told every fee,
and by their answer to one question. That two groups happen to be the same people is nothing a reader knows.
tests/agencies/test_differencing.py calls it.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations, product

ANSWERS = ("yes", "no", "other")
# Bits for each kind of person in a sum of numbers: enough for every sum of three, and for a borrow to be seen.
WIDTH = 8


@dataclass(frozen=True)
class Number:
    """A published number: how many of the people of one publication are of these kinds and gave one of these answers."""

    publication: Hashable
    number: int
    whole: tuple[bool, ...] = (True, False)
    answers: tuple[str, ...] = ANSWERS


def small_groups(
    numbers: Iterable[Number], histories: Iterable[Collection[Hashable]]
) -> list[tuple[Number | None, Number, Number]]:
    """[(a, b, c)]: a + b - c, or c - a - b, counts a group of one to four people; a is None where b - c does.

    histories: for every person the publications of which they are part. Whoever has one might be of any kind and answer.
    """
    kinds = list(product({frozenset(history) for history in histories}, (True, False), ANSWERS))
    rows = {_row(one, kinds): one for one in numbers}
    by_number: dict[int, list[int]] = defaultdict(list)
    for row, one in rows.items():
        by_number[one.number].append(row)
    once = sum(1 << WIDTH * place for place in range(len(kinds)))
    found = []
    for first, second in combinations([0, *rows], 2):
        both = rows[second].number + (rows[first].number if first else 0)
        for few in (1, 2, 3, 4, -1, -2, -3, -4)[: 8 if first else 4]:
            for third in by_number.get(both - few, ()):
                rest = first + second - third if few > 0 else third - first - second
                # Each kind of person nought or one time: a group, and not a mere difference of two.
                if rest > 0 and not rest & ~once:
                    found.append((rows.get(first), rows[second], rows[third]))
    return found


def _row(one: Number, kinds: list) -> int:
    return sum(
        1 << WIDTH * place
        for place, (history, whole, answer) in enumerate(kinds)
        if one.publication in history and whole in one.whole and answer in one.answers
    )
