"""Why a verb was refused, or a quota answers no: what each reason means, and the rules behind it."""

__all__ = ["explain_refusal", "explain_verdict"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..decisions import Reason, Refused
from .explanation import Explanation, Fact

if TYPE_CHECKING:
    from ..quota import Verdict

_WHY: Mapping[Reason, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Reason.STALE_VERSION: ("another event came first: read the log and decide anew", ()),
        Reason.OUT_OF_ORDER: ("a later event has happened already", ()),
        Reason.KEY_REUSED: ("its key stands for another wish, which has been met", ()),
        Reason.PURCHASE_REQUIRED: ("no credit is left, and no billing details to buy one with", ("L15", "L22")),
        Reason.NOT_ENOUGH_CREDITS: ("the grant has fewer credits left than are to be taken back", ()),
        Reason.UNKNOWN_GRANT: ("the pool has no such grant with credits left", ()),
        Reason.NOT_PENDING: ("the grant waits for nobody's confirmation", ("L19",)),
        Reason.ALREADY_ACTIVE: ("the device holds a plan on that day", ("L22",)),
        Reason.NOT_ACTIVE: ("the device does not hold that plan on that day", ("L32", "L36")),
        Reason.RENEWAL_DUE: ("the plan is paid for one month, and that of the day is another", ("L09", "L23")),
        Reason.LIMIT_EXCEEDED: ("more devices than the tier allows", ("K19",)),
        Reason.NO_PACKAGE: ("the account has had no service package yet", ("P03", "P05")),
        Reason.PACKAGE_ACTIVE: ("no two packages of an account overlap", ("P03",)),
        Reason.PACKAGE_EXPIRED: ("the package is valid no more, whatever was left of it", ("P08",)),
        Reason.RENEWAL_PENDING: ("one renewal may wait at a time", ("P49",)),
        Reason.INSUFFICIENT_QUOTA: ("fewer tokens remain than it takes, so that none is taken", ("P05", "P10")),
        Reason.TOKENS_EXHAUSTED: ("nothing that could be used is left", ("P06",)),
        Reason.CAMPAIGN_OPEN: ("a campaign reserves once, unless it asks for more", ("P44",)),
        Reason.NO_RESERVATION: ("the campaign has no tokens set aside, or none any more", ("P45", "P47")),
        Reason.UPDATE_FAILED: ("an update that failed costs nothing, unless the terms say so", ("P07",)),
        Reason.NOT_ADMINISTRATOR: ("only an administrator of the account chooses its business model", ("P32",)),
        Reason.NOT_COMMERCIAL: ("billing is for commercial accounts, and those of partners", ("P02",)),
        Reason.NOT_YET_AVAILABLE: (
            "the report of a month is there from the third business day after it",
            ("P16", "P18"),
        ),
    }
)


def explain_refusal(refused: Refused) -> Explanation:
    """Return why a verb was refused."""
    return Explanation(f"Refused: {_words(refused.reason)}", _facts(refused.reason, refused.detail))


def explain_verdict(verdict: "Verdict") -> Explanation:
    """Return why a quota answers no; or, where it answers yes, what that takes."""
    if verdict.reason is None:
        return Explanation("Yes", (_YES,))
    return Explanation(f"No: {_words(verdict.reason)}", _facts(verdict.reason, verdict.detail))


_YES = Fact("why", "a package is in force, with tokens left or set aside", ("P05", "P06"))


def _facts(reason: Reason, detail: str) -> tuple[Fact, ...]:
    why, rules = _WHY[reason]
    return (Fact("why", why, rules), *([Fact("found", detail)] if detail else ()))


def _words(reason: Reason) -> str:
    return reason.value.replace("_", " ")
