"""What the public may read of the network, by table: few stay unseen, and nothing can be subtracted."""

from itertools import pairwise

import pytest

from partners.network_rules import BANDS, Band, Region, Share, people, public_share, publicly, share


@pytest.mark.parametrize(("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_a_count_is_told_from_five_on_in_steps_of_five(count, told):
    assert publicly(count) == told


@pytest.mark.parametrize(
    ("covered", "townships", "told"),
    [
        (0, 18, Share.NONE), (1, 18, Share.SOME), (4, 18, Share.SOME), (5, 18, Share.QUARTER), (9, 18, Share.HALF),
        (13, 18, Share.HALF), (14, 18, Share.MOST), (18, 18, Share.MOST), (0, 0, Share.NONE), (3, 0, Share.NONE),
    ],
)  # fmt: skip
def test_a_state_is_shaded_by_how_much_of_it_is_covered(covered, townships, told):
    assert share(covered, townships) is told


@pytest.mark.parametrize("csos", [0, 1, 4])
def test_where_few_organisations_work_nothing_is_told_not_even_that_there_are_none(csos):
    assert public_share(Region("MMR003", 7, csos and 3, csos)) is None


def test_bands_add_up_to_at_least_and_at_most():
    assert people([]) == (0, 0)
    assert people(["1-9", "20-49", "20-49", "", "7"]) == (41, 107)


def test_bands_follow_each_other_without_a_gap():
    edges = [BANDS[band] for band in Band]
    assert all(low == before + 1 for (_, before), (low, _) in pairwise(edges))
