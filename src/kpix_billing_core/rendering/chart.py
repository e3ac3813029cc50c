"""A number by month as a chart of characters."""

__all__ = ["quantity_chart"]

from collections.abc import Iterable
from fractions import Fraction

from ..checks import check_many, check_whole
from ..dates import Month
from ..errors import WrongType, WrongValue
from .amounts import format_quantity
from .locales import DEFAULT

_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_WIDTH = 1_000


def quantity_chart(
    quantities: Iterable[tuple[Month, Fraction]],
    locale: str = DEFAULT,
    *,
    width: int = 40,
    places: int = 1,
    ascii_only: bool = False,
) -> str:
    """Draw quantities by month as bars: a line for each, the longest bar as wide as `width`.

    Numbers have at most so many `places`; a quantity above 0 has a bar, however thin. `ascii_only` draws with `#` what
    an old terminal cannot show otherwise.
    Raises WrongType, or WrongValue for a quantity below 0.

    >>> print(quantity_chart([(Month(2026, 4), Fraction(3, 2)), (Month(2026, 5), Fraction(4))], width=8))
    2026-04  1.5  ███
    2026-05    4  ████████
    """
    check_many("quantities", quantities)
    rows = [_checked(row) for row in quantities]
    check_whole("width", width, 1)
    if width > _MOST_WIDTH:
        raise WrongValue("width", f"at most {_MOST_WIDTH:,}", width)
    if type(ascii_only) is not bool:
        raise WrongType("ascii_only", "bool", ascii_only)
    if not rows:
        return ""
    longest = max(quantity for _, quantity in rows)
    numbers = [format_quantity(quantity, locale, places) for _, quantity in rows]
    room = max(map(len, numbers))
    bar = _hashes if ascii_only else _blocks
    return "\n".join(
        f"{month}  {numbers[index].rjust(room)}  {bar(quantity, longest, width)}".rstrip()
        for index, (month, quantity) in enumerate(rows)
    )


def _checked(row: object) -> tuple[Month, Fraction]:
    match row:
        case (Month() as month, Fraction() as quantity) if type(row) is tuple:
            if quantity < 0:
                raise WrongValue("quantities", "0 or more", quantity)
            return month, quantity
        case _:
            raise WrongType("quantities", "(Month, Fraction)", row)


def _blocks(quantity: Fraction, longest: Fraction, width: int) -> str:
    full, rest = divmod(_steps(quantity, longest, width * len(_EIGHTHS)), len(_EIGHTHS))
    return "█" * full + _EIGHTHS[rest].strip()


def _hashes(quantity: Fraction, longest: Fraction, width: int) -> str:
    return "#" * _steps(quantity, longest, width)


def _steps(quantity: Fraction, longest: Fraction, most: int) -> int:
    return max(1, quantity * most // longest) if quantity else 0
