"""Myanmar's states and regions as tiles on a grid, each about where it lies. We hold no shapes of borders.

The P-codes split Bago in two and Shan in three for humanitarian work; a tile stands for the state or region as people
and the law know it, so fifteen tiles: fourteen states and regions, and the capital's territory.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

COUNTRY = "MM"


@dataclass(frozen=True)
class Tile:
    """Where a state stands on the grid (column, row), the place codes it is made of, and its name where that has several."""

    column: int
    row: int
    codes: tuple[str, ...]
    words: object = ""

    @property
    def code(self) -> str:
        """The first of its codes."""
        return self.codes[0]

    def name(self, named: dict[str, str]) -> str:
        """What it is called, from {code: name}."""
        return str(self.words) if self.words else named.get(self.code, self.code)


TILES = (
    Tile(3, 0, ("MMR001",)),
    Tile(2, 1, ("MMR005",)),
    Tile(1, 2, ("MMR004",)),
    Tile(2, 2, ("MMR009",)),
    Tile(3, 2, ("MMR010",)),
    Tile(4, 2, ("MMR014", "MMR015", "MMR016"), gettext_lazy("Shan")),
    Tile(1, 3, ("MMR012",)),
    Tile(2, 3, ("MMR007", "MMR008"), gettext_lazy("Bago")),
    Tile(3, 3, ("MMR018",), gettext_lazy("Naypyitaw")),
    Tile(4, 3, ("MMR002",)),
    Tile(2, 4, ("MMR017",)),
    Tile(3, 4, ("MMR013",)),
    Tile(4, 4, ("MMR003",)),
    Tile(4, 5, ("MMR011",)),
    Tile(4, 6, ("MMR006",)),
)
COLUMNS = 1 + max(tile.column for tile in TILES)
ROWS = 1 + max(tile.row for tile in TILES)
TILE_OF = {code: tile for tile in TILES for code in tile.codes}
