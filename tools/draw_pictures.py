"""Draw the pictures of the documentation from the library's own values, so that a picture cannot say what is not so.

`draw_pictures.py TARGET_DIR` writes them; a test compares what is committed with what would be drawn.
"""

import sys
from datetime import date, timedelta
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import TypeAlias, get_args

import kpix_billing_core as kpix
from kpix_billing_core.pool import MOVES, Place
from kpix_billing_core.quota import TOKEN_MOVES, QuotaRecord, TokenPlace

INK, MUTED, LINE, PAPER = "#22303c", "#66757f", "#c9d3da", "#ffffff"
ACCENT, PALE, SHADES = "#0f6e8c", "#b9dbe4", ("#f3f8fa", "#e2eff3", "#d0e6ec")
FONT = "font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\""


def text(
    x: Fraction | int, y: Fraction | int, words: str, *, size: int = 13, fill: str = INK, anchor: str = "middle"
) -> str:
    """Return a line of text; `anchor` says which end of it stands at x."""
    return (
        f'<text x="{at(x)}" y="{at(y)}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def line(
    start: tuple[Fraction | int, Fraction | int], end: tuple[Fraction | int, Fraction | int], **style: object
) -> str:
    """Return a straight line; underscores in names of style stand for dashes."""
    ends = f'x1="{at(start[0])}" y1="{at(start[1])}" x2="{at(end[0])}" y2="{at(end[1])}"'
    return f"<line {ends} {attributes(style)}/>"


def rect(x: Fraction | int, y: Fraction | int, width: Fraction | int, height: Fraction | int, **style: object) -> str:
    """Return a rectangle."""
    return f'<rect x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}" {attributes(style)}/>'


def dot(x: Fraction | int, y: Fraction | int, *, included: bool) -> str:
    """Return a full dot for a point that belongs to a line, an open one for a point that does not."""
    fill = ACCENT if included else PAPER
    return f'<circle cx="{at(x)}" cy="{at(y)}" r="4" fill="{fill}" stroke="{ACCENT}" stroke-width="2"/>'


def attributes(style: dict[str, object]) -> str:
    """Return SVG attributes from keyword arguments."""
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in style.items())


def at(place: Fraction | int) -> str:
    """Return a coordinate with one decimal where it needs one, the same on every machine."""
    tenths = (20 * Fraction(place) + 1) // 2
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def drawing(width: int, height: int, title: str, parts: list[str]) -> str:
    """Return a whole picture on paper of its own, so that it reads on a dark page too."""
    paper = rect(0, 0, width, height, rx=8, fill=PAPER)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    body = "\n".join([f"<title>{escape(title)}</title>", paper, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {FONT} role="img">\n{body}\n</svg>\n'


# --- a month, and what is clipped to it ----------------------------------------------------------------

APRIL = kpix.Month.parse("2026-04")
HELD = (
    kpix.Allocation("tracker-1", "acme", "STD", date(2026, 1, 9)),
    kpix.Allocation("tracker-2", "acme", "STD", date(2026, 4, 16)),
    kpix.Allocation("tracker-3", "acme", "STD", date(2026, 4, 1), date(2026, 4, 5)),
    kpix.Allocation("tracker-3", "acme", "STD", date(2026, 4, 15), date(2026, 4, 25)),
)
DAY, LEFT, ROW, TOP = 14, 96, 44, 76
SHOWN = kpix.Period(APRIL.first_day - timedelta(days=7), APRIL.last_day + timedelta(days=7))


def month() -> str:
    """Draw the tutorial's month: a row of days for each device, the part inside the month dark."""
    shares = kpix.shares(HELD, APRIL, kpix.BillingTerms())
    devices = sorted({share.allocation.device for share in shares})
    width, bottom = LEFT + DAY * SHOWN.days + 150, TOP + ROW * len(devices)
    parts = [*_calendar(bottom), text(width - 20, TOP - 24, "days in April", fill=MUTED, anchor="end")]
    for index, device in enumerate(devices):
        mine = [share for share in shares if share.allocation.device == device]
        days = [share.days for share in mine]
        middle = TOP + ROW * index + 26
        parts.append(text(LEFT - 12, middle, device, anchor="end"))
        parts += [_bar(share.allocation, TOP + ROW * index + 10) for share in mine]
        sum_ = " + ".join(map(str, days)) + (f" = {sum(days)}" if len(days) > 1 else "")
        parts.append(text(width - 20, middle, sum_, anchor="end"))
    used = kpix.tally(HELD, APRIL, kpix.BillingTerms()).entry("STD")
    total = f"{used.units} days together, over {used.divisor}: a quantity of {used.units}/{used.divisor}"
    parts += [text(width - 20, bottom + 34, total, anchor="end")]
    return drawing(width, bottom + 56, f"{total} in {APRIL}", parts)


def _x(day: date) -> int:
    return LEFT + DAY * (day - SHOWN.first).days


def _calendar(bottom: int) -> list[str]:
    opens, closes = _x(APRIL.first_day), _x(APRIL.last_day) + DAY
    parts = [
        rect(opens, TOP - 14, closes - opens, bottom - TOP + 20, fill=SHADES[0]),
        text(Fraction(opens + closes, 2), 26, "April 2026", size=15),
        text(opens - 8, 26, "March", fill=MUTED, anchor="end"),
        text(closes + 8, 26, "May", fill=MUTED, anchor="start"),
    ]
    parts += [line((x, 36), (x, bottom + 6), stroke=MUTED, stroke_width=1) for x in (opens, closes)]
    for day in kpix.Period.of(APRIL):
        if day.day in (1, APRIL.days) or day.day % 5 == 0:
            parts.append(text(_x(day) + Fraction(DAY, 2), TOP - 24, str(day.day), size=11, fill=MUTED))
    return parts


def _bar(held: kpix.Allocation, y: int) -> str:
    first, last = max(held.consumed_on, SHOWN.first), min(held.removed_on or SHOWN.last, SHOWN.last)
    inside = kpix.Period(first, last) & kpix.Period.of(APRIL)
    whole = rect(_x(first), y, _x(last) + DAY - _x(first), 22, rx=3, fill=PALE)
    if inside is None:
        return whole
    days = [rect(_x(day) + Fraction(1, 2), y, DAY - 1, 22, rx=2, fill=ACCENT) for day in inside]
    return whole + "".join(days)


# --- what a quantity costs under three pricing models --------------------------------------------------

EACH = kpix.bands((0, "5 USD"), (10, "4 USD"), (20, "3 USD"))
FLAT = kpix.bands((0, "30 USD"), (10, "60 USD"), (20, "75 USD"))
Banded: TypeAlias = kpix.Volume | kpix.Graduated | kpix.Stairstep
MODELS: tuple[tuple[str, str, str, Banded], ...] = (
    ("volume", "the whole quantity at", "the price of the band it reaches", kpix.Volume(EACH)),
    ("graduated", "each part at the price", "of the band it lies in", kpix.Graduated(EACH)),
    ("stairstep", "one price for the band", "that is reached", kpix.Stairstep(FLAT, kpix.StairstepMode.REACHED)),
)
MOST, HIGHEST, PANEL, PLOT_WIDTH, PLOT_HEIGHT = 30, 150, 266, 216, 180
JUST_BELOW = Fraction(1, 10**9)


def bands() -> str:
    """Draw what a quantity costs: a panel for each model, each band with a full start and an open end."""
    parts: list[str] = []
    for index, (name, *words, model) in enumerate(MODELS):
        left = 46 + PANEL * index
        parts += [text(left + PLOT_WIDTH // 2, 26, name, size=15), *_grid(left, model), *_curve(left, model)]
        parts += [text(left + PLOT_WIDTH // 2, 274 + 17 * row, say) for row, say in enumerate(words)]
    return drawing(
        22 + PANEL * len(MODELS), 308, "what a quantity costs under volume, graduated and stairstep pricing", parts
    )


def cost(model: Banded, quantity: Fraction) -> Fraction:
    """Return what a quantity comes to in major units, by the model's own steps."""
    ratio = (quantity.numerator, quantity.denominator)
    return sum((step.quantity * step.price.amount for step in model.steps(ratio, ratio)), Fraction(0))


def _point(left: int, quantity: Fraction | int, amount: Fraction | int) -> tuple[Fraction, Fraction]:
    return left + Fraction(PLOT_WIDTH, MOST) * quantity, 46 + PLOT_HEIGHT - Fraction(PLOT_HEIGHT, HIGHEST) * amount


def _grid(left: int, model: Banded) -> list[str]:
    parts = []
    for index, band in enumerate(model.bands):
        (x, floor), (end, _) = _point(left, band.threshold, 0), _point(left, band.up_to or MOST, 0)
        parts.append(rect(x, 46, end - x, PLOT_HEIGHT, fill=SHADES[index]))
        parts.append(text((x + end) / 2, 62, str(band.price), size=11, fill=MUTED))
        parts.append(text(x, floor + 18, str(band.threshold), size=11, fill=MUTED))
    for amount in (0, 50, 100):
        x, y = _point(left, 0, amount)
        parts.append(line((x, y), (x + PLOT_WIDTH, y), stroke=LINE, stroke_width=1))
        parts.append(text(x - 6, y + 4, str(amount), size=11, fill=MUTED, anchor="end"))
    parts.append(text(left + PLOT_WIDTH, 244, "quantity", size=11, fill=MUTED, anchor="end"))
    return [*parts, text(left - 6, 62, "USD", size=11, fill=MUTED, anchor="end")]


def _curve(left: int, model: Banded) -> list[str]:
    lines, dots = [], []
    for band in model.bands:
        opens = _point(left, band.threshold, cost(model, band.threshold))
        end = MOST if band.up_to is None else band.up_to - JUST_BELOW
        closes = _point(left, end, cost(model, Fraction(end)))
        lines.append(line(opens, closes, stroke=ACCENT, stroke_width=3))
        dots += [dot(*opens, included=True)] if band.threshold else []
        jumps = band.up_to is not None and abs(cost(model, band.up_to) - cost(model, end)) > 1
        dots += [dot(*closes, included=False)] if jumps else []
    return lines + dots


# --- where a plan credit can be, and what moves it ------------------------------------------------------

BOX_WIDTH, BOX_HEIGHT = 128, 44
PLACES: dict[Place, tuple[int, int, str]] = {
    Place.OUTSIDE: (86, 116, "not in the pool"),
    Place.PENDING: (262, 262, "to be confirmed"),
    Place.AVAILABLE: (438, 166, "pays for a plan"),
    Place.CONSUMED: (724, 62, "a device used it"),
    Place.WITHDRAWN: (724, 166, "taken back"),
    Place.EXPIRED: (724, 262, "its last day is over"),
}
"""The middle of each place, and what it means there."""

Way: TypeAlias = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
WAYS: dict[tuple[Place, Place], Way] = {
    (Place.OUTSIDE, Place.AVAILABLE): ((150, 122), (372, 160), (262, 132)),
    (Place.OUTSIDE, Place.PENDING): ((118, 138), (230, 239), (206, 186)),
    (Place.PENDING, Place.OUTSIDE): ((200, 246), (86, 140), (112, 212)),
    (Place.PENDING, Place.AVAILABLE): ((300, 240), (394, 190), (392, 226)),
    (Place.AVAILABLE, Place.CONSUMED): ((484, 144), (658, 76), (548, 98)),
    (Place.AVAILABLE, Place.WITHDRAWN): ((502, 166), (658, 166), (590, 158)),
    (Place.OUTSIDE, Place.CONSUMED): ((150, 100), (658, 56), (404, 66)),
    (Place.AVAILABLE, Place.EXPIRED): ((484, 188), (658, 252), (500, 240)),
}
"""From where to where an arrow goes, and where its name stands."""

ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M 0 0 L 10 5 L 0 10 z" fill="{ACCENT}"/></marker></defs>'
)


def credits() -> str:
    """Draw where a plan credit can be, and every move that the library's own table has; nothing else moves it."""
    parts = [ARROW, *(_place(place, *PLACES[place], middle=place is Place.AVAILABLE) for place in Place)]
    for event, moves in MOVES.items():
        parts += [_way(WAYS[move], event.__name__) for move in moves]
    parts.append(_way(WAYS[Place.AVAILABLE, Place.EXPIRED], "no event: the day decides", stroke_dasharray="5 4"))
    still = ", ".join(event.__name__ for event, moves in MOVES.items() if not moves)
    parts.append(text(405, 322, f"These move no credit: {still}", fill=MUTED))
    return drawing(810, 344, "where a plan credit can be, and which event moves it", parts)


def _place(place: Place | TokenPlace, x: int, y: int, words: str, *, middle: bool) -> str:
    fill = SHADES[0] if place.value == "outside" else SHADES[2] if middle else SHADES[1]
    box = rect(x - BOX_WIDTH // 2, y - BOX_HEIGHT // 2, BOX_WIDTH, BOX_HEIGHT, rx=8, fill=fill, stroke=ACCENT)
    return box + text(x, y - 3, place.value, size=14) + text(x, y + 14, words, size=11, fill=MUTED)


def _way(way: Way, *names: str, **style: object) -> str:
    start, end, (x, y) = way
    words = "".join(text(x, y + 15 * row, name, size=12) for row, name in enumerate(names))
    return line(start, end, stroke=ACCENT, stroke_width=2, marker_end="url(#arrow)", **style) + words


# --- where an update token can be, and what moves it ----------------------------------------------------

TOKEN_PLACES: dict[TokenPlace, tuple[int, int, str]] = {
    TokenPlace.OUTSIDE: (86, 200, "not in the quota"),
    TokenPlace.REMAINING: (430, 100, "can be reserved"),
    TokenPlace.RESERVED: (430, 300, "for a campaign"),
    TokenPlace.CONSUMED: (780, 300, "used by an update"),
    TokenPlace.FORFEITED: (780, 100, "lost with a package"),
}
TOKEN_WAYS: dict[tuple[TokenPlace, TokenPlace], Way] = {
    (TokenPlace.OUTSIDE, TokenPlace.REMAINING): ((150, 186), (366, 102), (210, 85)),
    (TokenPlace.REMAINING, TokenPlace.OUTSIDE): ((366, 116), (150, 200), (285, 172)),
    (TokenPlace.OUTSIDE, TokenPlace.RESERVED): ((150, 204), (366, 284), (285, 236)),
    (TokenPlace.RESERVED, TokenPlace.OUTSIDE): ((366, 298), (150, 218), (216, 276)),
    (TokenPlace.REMAINING, TokenPlace.RESERVED): ((414, 122), (414, 278), (380, 204)),
    (TokenPlace.RESERVED, TokenPlace.REMAINING): ((446, 278), (446, 122), (478, 204)),
    (TokenPlace.RESERVED, TokenPlace.CONSUMED): ((494, 300), (716, 300), (605, 320)),
    (TokenPlace.RESERVED, TokenPlace.FORFEITED): ((494, 284), (716, 118), (690, 200)),
    (TokenPlace.REMAINING, TokenPlace.FORFEITED): ((494, 100), (716, 100), (605, 60)),
}


def tokens() -> str:
    """Draw where an update token can be, and every move that the library's own table has; nothing else moves it."""
    middle = TokenPlace.REMAINING
    parts = [ARROW, *(_place(place, *TOKEN_PLACES[place], middle=place is middle) for place in TokenPlace)]
    for move, way in TOKEN_WAYS.items():
        parts.append(_way(way, *(event.__name__ for event, moves in TOKEN_MOVES.items() if move in moves)))
    parts.append(text(216, 292, "of a package without limit", size=11, fill=MUTED))
    records = ", ".join(record.__name__ for record in get_args(QuotaRecord))
    parts.append(text(433, 372, f"These happen by the dates alone, their event is the record: {records}", fill=MUTED))
    return drawing(866, 394, "where an update token can be, and which event moves it", parts)


def main() -> int:
    """Write every picture."""
    target = Path(sys.argv[1])
    for name, picture in PICTURES.items():
        (target / name).write_text(picture(), encoding="utf-8")
    return 0


PICTURES = {"month.svg": month, "bands.svg": bands, "credits.svg": credits, "tokens.svg": tokens}

if __name__ == "__main__":
    sys.exit(main())
