"""What a renewal shows: one line for each device, and what was bought."""

import pytest
from tests.examples import april, complaint
from tests.stock import AUTO, D1, D2, D3, IN_ADVANCE, LATER, MAY, held, stocked

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.lifecycle import Holding, Renewal, renew_month

HELD = (held(april(3)), held(april(2), device=D2), held(april(1), "PRO", device=D3))
NOTHING = Renewal(account="acme", month=MAY, run="2026-05")


def renewed(owner, *devices):
    """Return the renewal of some devices with one credit of STD."""
    return renew_month(stocked(STD=1), devices, HELD, MAY, owner=owner)


def test_what_began_and_what_was_bought():
    """Each event but a deactivation begins a plan; purchases are counted by SKU, in order."""
    auto = renewed(AUTO, D1, D2, D3)
    assert auto.started == tuple(Holding(event) for event in auto.events)
    assert list(auto.purchases.items()) == [("PRO", 1), ("STD", 2 - 1)]
    off = renewed(IN_ADVANCE, D1, D2, D3)
    assert [holding.device for holding in off.started] == ["d2"]
    assert off.purchases == {} == NOTHING.purchases
    with pytest.raises(TypeError):
        auto.purchases["STD"] = 0


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("renewed with a credit bought in run 2026-05", AUTO),
        ("renewed, acme is billed its days", LATER),
        ("switched off: no credit", IN_ADVANCE),
    ],
)
def test_what_is_shown(words, owner):
    """Each device with its plan and what happened to it, as text and in a notebook."""
    shown = renewed(owner, D1, D2)
    lines = str(shown).splitlines()
    assert lines[0] == "Renewal of acme for 2026-05"
    assert lines[1].split() == ["device", "plan", "outcome"]
    assert [line.split("  ")[0].rstrip() for line in lines[3:]] == ["d2", "d1"]
    assert lines[3].endswith("renewed with a credit of grant 0")
    assert lines[4].endswith(words)
    assert words in shown._repr_html_()


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongValue, "account: expected an id, got str ''", {"account": ""}),
        (WrongType, "month: expected Month, got str '2026-05'", {"month": "2026-05"}),
        (WrongValue, "run: expected an id, got str ''", {"run": ""}),
        (WrongType, "events: expected tuple, got list []", {"events": []}),
        (
            WrongType,
            "events: expected tuple of Consumed or Purchased or BilledLater or Deactivated, got str 'd1'",
            {"events": ("d1",)},
        ),
        (WrongType, "ended: expected tuple of Holding, got str 'd1'", {"ended": ("d1",)}),
        (WrongType, "renewed: expected tuple, got list ['d1']", {"renewed": ["d1"]}),
        (WrongType, "renewed: expected tuple of str, got int 1", {"renewed": (1,)}),
        (WrongValue, "idle: expected an id, got str ''", {"idle": ("",)}),
        (WrongType, "others: expected tuple of Holding, got NoneType None", {"others": (None,)}),
    ],
)
def test_what_no_renewal_is(kind, message, fields):
    """Each part is of its kind."""
    good = {"account": "acme", "month": MAY, "run": "2026-05"}
    assert complaint(kind, Renewal, **{**good, **fields}) == message
