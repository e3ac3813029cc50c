"""Small bars beside a row, one for each month or day, the highest as high as the picture."""

__all__ = ["bars"]

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from .locales import text_direction

_HEIGHT = 30
"""Pixels of the highest bar."""


def bars(numbers: Sequence[tuple[Fraction | int, str]], says: str, locale: str, width: int) -> str:
    """Draw numbers, each with what is told of it, as bars so many pixels wide; the first where a line is begun."""
    highest = max(number for number, _ in numbers)
    step = width + width // 3
    whole = len(numbers) * step - width // 3
    mirrored = text_direction(locale) == "rtl"
    drawn = "".join(
        _bar(whole - index * step - width if mirrored else index * step, width, _height(number, highest), told)
        for index, (number, told) in enumerate(numbers)
    )
    return (
        f'<svg class="bars" role="img" aria-label="{escape(says)}" width="{whole}" height="{_HEIGHT}" '
        f'viewBox="0 0 {whole} {_HEIGHT}">{drawn}</svg>'
    )


def _height(number: Fraction | int, highest: Fraction | int) -> int:
    """Return the whole pixels of a bar; anything above 0 can be seen."""
    return -(-number * _HEIGHT // highest) if number else 0


def _bar(left: int, width: int, height: int, told: str) -> str:
    place = f'x="{left}" y="{_HEIGHT - height}" width="{width}" height="{height}"'
    return f"<rect {place}><title>{escape(told)}</title></rect>"
