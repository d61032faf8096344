"""Numbers and days written as CLDR says for the reader's language; templates, wording and foundation.money call these.

Babel keeps Latin digits; where CLDR's default digits are others (Burmese) they are put in here.
"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from foundation.partial import PartialDate

# Days of work in a month of wages: six days a week, the divisor of most monthly minimum wages here.
WORKING_DAYS = 26
# Far below a day: what a division leaves behind is no begun day.
_EXACT = Decimal("0.0001")
_DIGITS = {"mymr": str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")}


@lru_cache(maxsize=4096)
def format_number(value: Decimal | int, language: str, places: int | None = None) -> str:
    """A plain number with the language's separators; `places` decimals rounded half up, else up to 3."""
    locale = locale_of(language)
    pattern = None
    if places is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * places if places else "")
    return own_digits(format_decimal(value, pattern, locale=locale, numbering_system="default"), locale)


def whole_days(months: Decimal, days_a_month: int = WORKING_DAYS) -> int:
    """Months of wages as days of work, every begun day counted whole. Give it months that nobody rounded before."""
    return int((months * days_a_month).quantize(_EXACT).to_integral_value(ROUND_CEILING))


@lru_cache(maxsize=4096)
def format_day(day: date, language: str) -> str:
    """A day with the month in words, in the Gregorian calendar; Thai names the era, since Thai readers use another."""
    locale = locale_of(language)
    return own_digits(format_date(day, "long", locale=locale), locale)


def format_partial_day(text: str | PartialDate, language: str) -> str:
    """A year, month or day as far as it is known. Raises ValueError for anything that PartialDate cannot read."""
    partial = text if isinstance(text, PartialDate) else PartialDate.parse(text)
    if partial.is_full:
        return format_day(partial.earliest, language)
    locale = locale_of(language)
    names_era = "G" in locale.date_formats["long"].pattern
    if partial.month is None:
        pattern = "G y" if names_era else "y"
    else:
        pattern = "LLLL G y" if names_era else locale.datetime_skeletons["yMMMM"].pattern
    return own_digits(format_date(partial.earliest, pattern, locale=locale), locale)


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The CLDR locale of a language code; English when there is none. English is the world's: 3 May 2027, US$28."""
    try:
        return Locale.parse("en_001" if language == "en" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse("en_001")


def own_digits(text: str, locale: Locale) -> str:
    """`text` with ASCII digits replaced where CLDR writes others for this locale."""
    digits = _DIGITS.get(locale.default_numbering_system)
    return text.translate(digits) if digits else text
