"""Compiles every locale/*/LC_MESSAGES/django.po; with --report says how much of each is translated and checked."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def main() -> None:
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parts[-3])
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        if "--report" in sys.argv:
            texts = [message for message in catalogue if message.id]
            done = [message for message in texts if is_translated(message)]
            print(f"{path.parts[-3]}: {len(done)} of {len(texts)} translated")


def is_translated(message) -> bool:
    """Whether every form of the message has words."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(forms) and not message.fuzzy


if __name__ == "__main__":
    main()
