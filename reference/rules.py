"""How a code of another classification becomes an ISCO-08 code; plain Python, used by load_reference."""

from collections.abc import Iterable
from os.path import commonprefix


def isco_of(matches: Iterable[tuple[str, str]]) -> str:
    """The ISCO-08 code that (isco, match) pairs agree on.

    One exact match wins; else one common code; else the common prefix of all (a broader group); "" when they agree
    on nothing. `match` words are those of the ESCO / O*NET crosswalk (exactMatch, closeMatch, narrowMatch …).
    """
    pairs = [(isco, match) for isco, match in matches if isco]
    exact = {isco for isco, match in pairs if match in ("exactMatch", "exactISCO")}
    if len(exact) == 1:
        return exact.pop()
    # Codes are compared digit by digit: what they share is the broader group.
    return commonprefix(sorted(exact or {isco for isco, _ in pairs}))  # noqa: RUF071
