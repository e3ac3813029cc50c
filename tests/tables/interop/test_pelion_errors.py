"""Error bodies: the published ones word for word, read and written, and those of other words."""

import pytest

from kpix_billing_core.errors import MalformedData, WrongType, WrongValue
from kpix_billing_core.interop import PelionError, PelionFault, from_pelion, pelion_error, to_pelion

MISSING = PelionFault(name="month", message="Parameter missing.")
PUBLISHED = [
    (
        pelion_error(400, "example-request-id", faults=[MISSING]),
        {
            "code": 400,
            "fields": [{"message": "Parameter missing.", "name": "month"}],
            "message": "One of the request fields has failed validation.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "validation_error",
        },
    ),
    (
        pelion_error(401, "example-request-id"),
        {
            "code": 401,
            "message": "Access is denied.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "unauthorized",
        },
    ),
    (
        pelion_error(403, "example-request-id"),
        {
            "code": 403,
            "message": "Account is not a commercial account.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "forbidden",
        },
    ),
    (
        pelion_error(404, "example-request-id"),
        {
            "code": 404,
            "message": "Billing report not yet available.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "report_not_found",
        },
    ),
    (
        pelion_error(404, "example-request-id", message="Active devices billing data not yet available."),
        {
            "code": 404,
            "message": "Active devices billing data not yet available.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "report_not_found",
        },
    ),
    (
        pelion_error(500, "example-request-id"),
        {
            "code": 500,
            "message": "Unexpected internal server error.",
            "object": "error",
            "request_id": "example-request-id",
            "type": "internal_error",
        },
    ),
]


@pytest.mark.parametrize(("error", "sample"), PUBLISHED, ids=lambda each: str(getattr(each, "code", "")))
def test_the_published_samples(error, sample):
    """Each is made by its code, written as published, and read."""
    assert to_pelion(error) == sample
    assert from_pelion(PelionError, sample) == error


def test_what_is_not_known_is_kept():
    """Another code, another word, other keys, also in a fault."""
    sample = {
        "object": "error",
        "code": 429,
        "type": "too_many_requests",
        "message": "",
        "request_id": "",
        "fields": [{"name": "", "message": "é", "at": None}],
        "retry_after": 1.5,
    }
    assert to_pelion(from_pelion(PelionError, sample)) == sample


def test_no_faults_are_not_said():
    """Without the key, and with a null, there are none to say; an empty list stays one."""
    sample = {"object": "error", "code": 100, "type": "x", "message": "y", "request_id": "z"}
    assert to_pelion(from_pelion(PelionError, {**sample, "fields": None})) == sample
    assert to_pelion(pelion_error(400, "z"))["fields"] == []


def test_only_a_faulty_request_has_faults():
    """None where the code is another, which is not the same as none found."""
    assert [pelion_error(code, "z").faults for code in (400, 401, 403, 404, 500)] == [(), None, None, None, None]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": 99}, "$.code: expected at least 100, got int 99"),
        ({"code": 600}, "$.code: expected at most 599, got int 600"),
        ({"code": "404"}, "$.code: expected int, got str '404'"),
        ({"type": ""}, "$.type: expected an id, got str ''"),
        ({"message": None}, "$.message: expected a value, got nothing"),
        ({"request_id": 5}, "$.request_id: expected str, got int 5"),
        ({"fields": [{"name": "a"}]}, "$.fields[0].message: expected a value, got nothing"),
        ({"fields": [{"name": 5, "message": ""}]}, "$.fields[0].name: expected str, got int 5"),
        ({"object": None}, "$.object: expected error, got NoneType None"),
    ],
)
def test_data_of_another_shape(changes, message):
    """It is refused with the path of what is wrong."""
    with pytest.raises(MalformedData) as caught:
        from_pelion(PelionError, {**PUBLISHED[0][1], **changes})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (WrongValue, "code: expected 400, 401, 403, 404 or 500, got int 402", lambda: pelion_error(402, "a")),
        (WrongType, "code: expected int, got str '404'", lambda: pelion_error("404", "a")),
        (WrongType, "request_id: expected str, got NoneType None", lambda: pelion_error(404, None)),
        (WrongType, "message: expected str, got int 5", lambda: pelion_error(404, "a", message=5)),
        (
            WrongType,
            "fault: expected PelionFault, got str 'month'",
            lambda: pelion_error(400, "a", faults=[MISSING, "month"]),
        ),
        (
            WrongType,
            "faults: expected a list, tuple or other iterable in order, got set",
            lambda: pelion_error(400, "a", faults={MISSING}),
        ),
        (
            WrongValue,
            "faults: expected none, unless the code is 400, got tuple",
            lambda: pelion_error(404, "a", faults=[MISSING]),
        ),
        (
            WrongValue,
            "extra: expected keys that are not known, got str 'name'",
            lambda: PelionFault(name="a", message="b", extra=(("name", "1"),)),
        ),
        (
            WrongValue,
            "extra: expected keys that are not known, got str 'object'",
            lambda: PelionError(code=404, kind="a", message="b", request_id="c", extra=(("object", "1"),)),
        ),
    ],
)
def test_what_is_refused(error, message, call):
    """Other codes, faults where none belong, what is no text."""
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(message)
