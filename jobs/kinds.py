"""Kinds of work as people name them, each with its occupations (ISCO-08). The first of the six questions offers them.

The occupations are those that migrants from Myanmar, Cambodia and Laos commonly do; every one has a name in our five
languages. Any other code in an address works too.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind of work and the codes of its occupations, commonest first."""

    name: Promise
    occupations: tuple[str, ...]


KINDS = (
    Kind(_("Farm, animals, forest"), ("9211", "9213", "6111", "6112", "9212", "6121", "9214", "9215")),
    Kind(_("Fish and sea"), ("9216", "6222", "6223", "6221", "7511")),
    Kind(_("Factory and packing"), ("9329", "9321", "8160", "8211", "8212", "8142", "8141")),
    Kind(_("Clothes and shoes"), ("8153", "7531", "7533", "8154", "7536")),
    Kind(_("Building work"), ("9313", "9312", "7112", "7114", "7115", "7123", "7131", "7122", "7126", "7411")),
    Kind(_("Metal, machines, wood"), ("7212", "7214", "7213", "7223", "8121", "7231", "7522", "8172")),
    Kind(_("Kitchen, hotel, shop"), ("5120", "9412", "5131", "9112", "9121", "5223")),
    Kind(_("House and care"), ("9111", "5311", "5322", "5321")),
    Kind(_("Driving and loading"), ("8322", "8332", "8341", "8344", "9333")),
)
OCCUPATIONS = tuple(code for kind in KINDS for code in kind.occupations)
