"""Ten thousand results as text, section by section: what the library says must never depend on where it runs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import StringIO

from tests.golden.chance import Chance
from tests.golden.connections import connections
from tests.golden.fleets import allocations, price_book, terms
from tests.golden.published import published
from tests.golden.quotas import quotas
from tests.golden.reports import report_pages, reports
from tests.golden.validities import validities

from kpix_billing_core import (
    Account,
    AccountCredit,
    Allocation,
    BillingError,
    BillingTerms,
    Currency,
    DayCount,
    ExactMoney,
    Invoice,
    Money,
    Month,
    PaymentMethod,
    Period,
    PerUnit,
    Price,
    PriceBook,
    Rounding,
    Tally,
    bands,
    draft,
    explain,
    from_json,
    rate,
    shares,
    tally,
    tally_by_account,
    to_json,
    write_csv,
)
from kpix_billing_core.catalogue import UnusedShare
from kpix_billing_core.dates import (
    INCLUSIVE_DAYS,
    STRICT_30_360,
    DayRule,
    add_months,
    anniversary_period,
    business_day,
    local_day,
    month_start,
    next_cycle,
)
from kpix_billing_core.exact import fraction_text, to_fraction
from kpix_billing_core.lifecycle import (
    UnusedDays,
    credit_unused,
    fleet,
    purchase_runs,
    purchase_tally,
    runs_dry,
    shortage,
)
from kpix_billing_core.money import RoundingMode, apportion, total
from kpix_billing_core.pool import replay
from kpix_billing_core.rendering import format_money, format_quantity, invoice_text
from kpix_billing_core.testing.stories import DEVICES, LIFE, SKUS, STOCK, Story, Wish

CODES = ("USD", "EUR", "JPY", "KWD", "CLF", "XBT/8", "UGX/2")
SOME_DAY = date(1999, 12, 31), date(2028, 3, 1)


def money() -> Iterator[str]:
    """Amounts read, written, summed, rounded in every mode and apportioned."""
    chance = Chance(1)
    for _ in range(400):
        exact, code = ExactMoney.of(chance.fraction(), chance.choice(CODES)), chance.choice(CODES)
        step = chance.choice((None, "0.05", "5", 50))
        payable = [_said(exact.rounded, Rounding(mode, step)) for mode in RoundingMode]
        yield f"{exact} {' '.join(payable)}"
        some = [Money(chance.between(-(10**9), 10**9), Currency.parse(code)) for _ in range(chance.between(1, 6))]
        yield f"{total(some, code)} {max(some)} {abs(some[0])} {some[0] * Fraction(1, 3)!r} {some[0].to_decimal()}"
        weights = [chance.choice((0, 1, 1, 2, Fraction(1, 3), 7)) for _ in range(chance.between(1, 7))]
        yield _said(lambda: " ".join(map(str, apportion(some[0], weights))))  # noqa: B023  called at once
        yield f"{fraction_text(exact.amount)} {to_fraction(fraction_text(exact.amount)) == exact.amount}"
        yield _said(Money.of, Decimal(f"{chance.between(-(10**6), 10**6)}e-{chance.below(5)}"), code)


def days() -> Iterator[str]:
    """Months, periods, business days, zones and day counts."""
    chance = Chance(2)
    for _ in range(400):
        day = chance.day(*SOME_DAY)
        month, months = Month.of(day), chance.between(-40, 40)
        yield f"{month} {month + months} {month - (month + months)} {month.days} {business_day(month, 3)} {month.last_day}"
        yield f"{add_months(day, months)} {anniversary_period(day, chance.day(*SOME_DAY), chance.choice((1, 3, 12)))}"
        period = Period(day, day + timedelta(days=chance.below(100)))
        for rule in DayRule:
            count = DayCount(rule, 30 if rule is DayRule.THIRTY else chance.choice((None, 30, 31)))
            yield f"{period} {rule.value} {count.days(period)} {fraction_text(count.quantity(period))}"
        zone = timezone(timedelta(minutes=chance.between(-14 * 60, 14 * 60)))
        instant = datetime.combine(day, time(chance.below(24), chance.below(60)), UTC)
        yield f"{local_day(instant, zone)} {month_start(month, zone).isoformat()} {next_cycle(instant, zone).isoformat()}"


def tallies() -> Iterator[str]:
    """Use counted by account, under every day count, with all that a tally may know; parts and their sum."""
    chance = Chance(3)
    for _ in range(120):
        month, conventions = Month(2024, chance.between(1, 12)), terms(chance)
        rows = allocations(chance, month, accounts=4, each=5)
        for _, used in tally_by_account(rows, month, conventions, histogram=chance.often(50)):
            yield str(used)
            for entry in used.entries:
                known = f"{entry.histogram} {entry.devices}"
                yield f"{entry.sku} {entry.count} {entry.units}/{entry.divisor} {fraction_text(entry.quantity)} {known}"
        mine = [row for row in rows if row.account == rows[0].account]
        parts = [tally(mine[start::2], month, conventions) for start in (0, 1)]
        yield str(sum(parts, Tally.empty(month, conventions)) == tally(mine, month, conventions))
        yield " ".join(f"{share.allocation.device}:{share.days}" for share in shares(mine, month, conventions))


@cache
def invoices() -> tuple[Invoice, ...]:
    """Invoices of many accounts under many terms and prices, some with credits."""
    chance = Chance(4)
    return tuple(invoice for _ in range(50) for invoice in _close(chance))


def _close(chance: Chance) -> Iterator[Invoice]:
    month, currency = Month(2024, chance.between(1, 12)), Currency.of(chance.choice(("USD", "USD", "JPY", "KWD")))
    book = price_book(chance, terms(chance), currency)
    for id_, used in tally_by_account(allocations(chance, month, accounts=6, each=8), month, book.terms):
        owed = [
            AccountCredit(f"c{number}", id_, Money(chance.below(20_000), currency), chance.day(*SOME_DAY))
            for number in range(chance.below(3))
        ]
        mine = Account(id_, currency)
        yield draft(mine, month, rate(used, book, mine), owed)


def paper() -> Iterator[str]:
    """What stands on each invoice, in plain text and by line."""
    for invoice in invoices():
        yield f"{invoice.id} {invoice.due} {invoice.total} {invoice.issued_on}\n{invoice}"
        for line in invoice.lines:
            yield f"{line.id} {line.amount} {line.charge.exact_amount} {line.unit_price} {line.charge.band}"
        for adjustment in invoice.adjustments:
            yield f"{adjustment.id} {adjustment.amount} {adjustment.target}"
        for credit in invoice.carried:
            yield f"{credit.id} {credit.amount}"


def explanations() -> Iterator[str]:
    """Why each amount is what it is, as text and as HTML."""
    for invoice in invoices():
        yield str(explain(invoice))
        for part in (*invoice.lines, *invoice.adjustments):
            yield explain(part)._repr_html_()


def data() -> Iterator[str]:
    """Values as JSON and as rows of a file, read back."""
    chance = Chance(5)
    for invoice in invoices():
        text = to_json(invoice, indent=None)
        yield text
        yield str(from_json(Invoice, text) == invoice)
        for line in invoice.lines:
            yield to_json(line.charge.price, indent=None)
    for _ in range(60):
        rows = allocations(chance, Month(2024, 2), accounts=3, each=4)
        yield from (to_json(row, indent=None) for row in rows)
        file = StringIO()
        write_csv(Allocation, rows, file)
        yield file.getvalue()


def pools() -> Iterator[str]:
    """What owners ask of their pools and devices over some months, what comes of it, and what unused days are worth."""
    chance = Chance(8)
    for number in range(60):
        story = Story(
            Account(f"owner-{number}", "USD", chance.choice(tuple(PaymentMethod))),
            BillingTerms(
                day_count=chance.choice((INCLUSIVE_DAYS, STRICT_30_360)),
                unused_share=chance.choice(tuple(UnusedShare)),
                credit_new_plan=chance.often(70),
            ),
            chance.day(*SOME_DAY),
        )
        for _ in range(25):
            verb = chance.choice((*STOCK, *LIFE, "renew"))
            later = chance.choice((0, 1, 7, 30))
            story.ask(Wish(verb, chance.choice(DEVICES), chance.choice(SKUS), chance.below(4), later))
        yield str(story.pool.table(story.on))
        yield f"{replay(story.events) == story.pool} {story.pool.balance(story.on)}"
        yield from (to_json(event, indent=None) for event in story.events)
        yield from (_worth(unused, story) for outcome in story.outcomes for unused in outcome.unused)
        known = fleet(story.events)
        yield from (
            f"{each.device} {each.sku} {each.consumed_on} {each.removed_on} {each.prepaid}" for each in known.holdings
        )
        devices, held, month = tuple(story.devices.values()), tuple(story.held.values()), Month.of(story.on) + 1
        yield f"{shortage(story.pool, devices, held, month)} {runs_dry(story.pool, devices, held, month)}"
        yield str(story.renew())


def _worth(unused: UnusedDays, story: Story) -> str:
    book = PriceBook.of(
        Price("STD", bands((0, "13 USD"), (2, "12.345 USD"))), Price("LITE", PerUnit("4.35 USD")), terms=story.terms
    )
    bought = [
        rate(purchase_tally(story.events, run, story.owner.id, unused.month, book.terms), book, story.owner, run)
        for run in purchase_runs(story.events)
    ]
    credit = credit_unused(unused, book, story.owner, bought)
    return f"{unused.days} {fraction_text(unused.share)} {credit.source.value} {credit.price} {credit.amount}"


def documents() -> Iterator[str]:
    """Amounts and quantities in two locales whose signs have long been settled; their words are another matter."""
    chance = Chance(6)
    for _ in range(300):
        amount = Money(chance.between(-(10**12), 10**12), Currency.of(chance.choice(("USD", "EUR", "JPY", "KWD"))))
        quantity = Fraction(chance.below(10**6), chance.choice((1, 2, 8, 30, 31)))
        yield " ".join(
            f"{format_money(amount, locale)} {format_quantity(quantity, locale)}" for locale in ("en_US", "de_DE")
        )
    for invoice in invoices():
        yield invoice_text(invoice, "en_US")


def refusals() -> Iterator[str]:
    """What the library says to what it cannot take."""
    chance = Chance(7)
    wrong = (
        None,
        True,
        1.5,
        -1,
        0,
        10**700,
        "",
        "x",
        "1e5",
        "٣",
        "NaN",
        b"1",
        (),
        [],
        Decimal("NaN"),
        date(2024, 2, 30 - 1),
    )
    asked = (Money.parse, Currency.of, Month.parse, Period.parse, to_fraction, Currency.parse, Month.of, apportion)
    for _ in range(600):
        one, other = chance.choice(wrong), chance.choice(wrong)
        call = chance.choice((*asked, Money, Month, Rounding, Period))
        yield f"{call.__qualname__}: {_said(call, *([one] if call in asked[:-1] else [one, other]))}"


def _said(call, *arguments) -> str:
    try:
        return str(call(*arguments))
    except (BillingError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


SECTIONS = (
    *(money, days, tallies, paper, explanations, data, pools, quotas, validities),
    *(connections, reports, report_pages, published, documents, refusals),
)
