"""What the published API answers when there is no other answer."""

__all__ = ["ERROR_KEYS", "FAULT_KEYS", "PelionError", "PelionFault", "pelion_error"]

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from ..checks import check_many, check_whole, each, optional, text
from ..errors import WrongType, WrongValue
from ..ids import identifier
from ..interchange.extra import Extra, check_extra
from .numbers import at_most

FAULT_KEYS: Mapping[str, str] = MappingProxyType({"name": "name", "message": "message"})
ERROR_KEYS: Mapping[str, str] = MappingProxyType(
    {"code": "code", "kind": "type", "message": "message", "request_id": "request_id", "faults": "fields"}
)
_LEAST, _MOST = 100, 599
_FAULTY = 400
# The published ones; a message of them is about the report, others say what they are about.
_ANSWERS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        _FAULTY: ("validation_error", "One of the request fields has failed validation."),
        401: ("unauthorized", "Access is denied."),
        403: ("forbidden", "Account is not a commercial account."),
        404: ("report_not_found", "Billing report not yet available."),
        500: ("internal_error", "Unexpected internal server error."),
    }
)


@attrs.frozen(kw_only=True)
class PelionFault:
    """What is wrong with one part of a request.

    Attributes:
        name: the part; of a query the name of a parameter.
        message: what is wrong.
        extra: what else the sender said.
    """

    name: str = attrs.field(validator=text)
    message: str = attrs.field(validator=text)
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_fault(self)


@attrs.frozen(kw_only=True)
class PelionError:
    """The answer to a request that has no other one.

    Attributes:
        code: the status of HTTP, 100 to 599.
        kind: a word for it, also one that is not known yet.
        message: what a reader is told.
        request_id: by which the request can be found again.
        faults: what is wrong with the request, where that is the reason.
        extra: what else the sender said.
    """

    code: int
    kind: str = attrs.field(validator=identifier)
    message: str = attrs.field(validator=text)
    request_id: str = attrs.field(validator=text)
    faults: tuple[PelionFault, ...] | None = attrs.field(default=None, validator=optional(each(PelionFault)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_error(self)


def pelion_error(
    code: int, request_id: str, *, message: str | None = None, faults: Iterable[PelionFault] = ()
) -> PelionError:
    """Return the published answer for one of the codes 400, 401, 403, 404 and 500, in its own words unless told others.

    Faults go with 400 only. Raises WrongValue for another code, and for faults with it; WrongType.

    >>> pelion_error(404, "7f3a", message="Active devices billing data not yet available.").kind
    'report_not_found'
    """
    check_whole("code", code)
    if code not in _ANSWERS:
        raise WrongValue("code", "400, 401, 403, 404 or 500", code)
    found = _faults(faults)
    if found and code != _FAULTY:
        raise WrongValue("faults", "none, unless the code is 400", found)
    kind, usual = _ANSWERS[code]
    return PelionError(
        code=code,
        kind=kind,
        message=usual if message is None else message,
        request_id=request_id,
        faults=found if code == _FAULTY else None,
    )


def _faults(faults: Iterable[PelionFault]) -> tuple[PelionFault, ...]:
    check_many("faults", faults)
    return tuple(map(_fault, faults))


def _fault(fault: PelionFault) -> PelionFault:
    # Looked at one by one: of what never ends, no more is taken than the first that is none.
    if type(fault) is not PelionFault:
        raise WrongType("fault", "PelionFault", fault)
    return fault


def _check_fault(fault: PelionFault) -> None:
    check_extra(fault.extra, FAULT_KEYS.values())


def _check_error(error: PelionError) -> None:
    check_whole("code", error.code, _LEAST)
    at_most("code", error.code, _MOST)
    check_extra(error.extra, {"object", *ERROR_KEYS.values()})
