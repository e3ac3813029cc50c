"""What was bought in a run: counted, so that the charge of the run prices all of it together (rule L12)."""

__all__ = ["list_price", "purchase_runs", "purchase_tally"]

from collections.abc import Iterable, Iterator

from ..accounts import Account
from ..catalogue import BillingTerms, PriceBook
from ..checks import check_many
from ..dates import Month
from ..errors import TallyMismatch, WrongType
from ..ids import AccountId, SkuCode, check_id
from ..metering import Tally
from ..money import ExactMoney
from ..pool import Granted, GrantSource, PoolEvent, Purchased
from ..rating import rate


def purchase_runs(events: Iterable[PoolEvent]) -> tuple[str, ...]:
    """Return the runs in which something was bought that has no price of its own, each once, in order of name."""
    return tuple(sorted({run for event in _checked(events) if (run := _run(event)) is not None}))


def purchase_tally(
    events: Iterable[PoolEvent], run: str, account: AccountId, month: Month, terms: BillingTerms
) -> Tally:
    """Count the plans that an account bought in a run, by SKU, as things counted (rules L12, L29).

    Included: credits bought and used at once, and credits bought into the pool whose price the run settles. Not
    included: credits bought at an agreed price, which a sale of its own bills (rule L20), nor bundled or adjusted ones.
    Raises TallyMismatch where the run is another account's.

    >>> purchase_tally([], "2026-05", "acme", Month.parse("2026-05"), BillingTerms()).entries
    ()
    """
    check_id("run", run)
    check_id("account", account)
    counts: dict[SkuCode, int] = {}
    for event in _checked(events):
        if _run(event) == run and isinstance(event, Purchased | Granted):
            if event.account != account:
                raise TallyMismatch(f"run {run}: expected purchases of {account}, got one of {event.account}")
            counts[event.sku] = counts.get(event.sku, 0) + (event.count if isinstance(event, Granted) else 1)
    return Tally.of_counts(account, month, counts, terms)


def list_price(sku: SkuCode, book: PriceBook, account: Account, month: Month) -> ExactMoney:
    """Return what an account pays for one plan-month of a SKU, bought alone in a month, exactly.

    Its own prices count as they do on an invoice. Raises PriceNotFound.
    """
    check_id("sku", sku)
    check_wish(book, account)
    one = Tally.of_counts(account.id, month, {sku: 1}, book.terms)
    return rate(one, book, account).charges[0].exact_amount


def check_wish(book: object, account: object) -> None:
    """Refuse anything but a price book and an account."""
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    if type(account) is not Account:
        raise WrongType("account", "Account", account)


def _checked(events: Iterable[PoolEvent]) -> Iterator[PoolEvent]:
    check_many("events", events)
    for event in events:
        if not isinstance(event, PoolEvent):
            raise WrongType("events", "events of a pool", event)
        yield event


def _run(event: PoolEvent) -> str | None:
    if isinstance(event, Purchased):
        return event.run
    if isinstance(event, Granted) and event.source is GrantSource.PURCHASE and event.unit_price is None:
        return event.run
    return None
