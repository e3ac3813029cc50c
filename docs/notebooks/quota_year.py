# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A quota's year
#
# An account buys a service package of 100 update tokens, valid for twelve months, and runs campaigns on it.
# A tenant takes part, the package is renewed once, and the second one expires with something left.
# Every figure is worked out once more, in plain sums.

# %%
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import kpix_billing_core as kpix
from kpix_billing_core import quota
from kpix_billing_core.log import Log, append
from kpix_billing_core.rendering import balance_chart
from kpix_billing_core.tables import Table


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def state(log: Log[quota.QuotaEvent]) -> quota.Quota:
    return quota.replay(log, "acme")


def let(log: Log[quota.QuotaEvent], verb: Callable[..., Any], at: str, **given: object) -> Log[quota.QuotaEvent]:
    """Decide on what has happened so far and append the event; where the answer is no, nothing happens."""
    answer = verb(state(log), at=instant(at), **given)
    return log if isinstance(answer, kpix.Refused) else append(log, answer)


# %% [markdown]
# ## A package
#
# Twelve calendar months in UTC; the first instant at which it is valid no more is its expiry.

# %%
log = let(Log(), quota.create_package, "2026-04-01", package="p1", count=100)
created = log.last()
assert created.expires_at == instant("2027-04-01")
kpix.explain(created)

# %% [markdown]
# ## Reserve, use, release
#
# A campaign for 40 devices reserves all its tokens before it starts.
# An update that failed costs nothing, and so does one that is reported twice: the key names campaign and device.

# %%
log = let(log, quota.reserve, "2026-05-04", campaign="spring", size=40)
for number in range(40):
    device, succeeded = f"tracker-{number + 1}", number not in {7, 19}
    log = let(log, quota.commit, "2026-05-05", campaign="spring", device=device, succeeded=succeeded)
log = let(log, quota.commit, "2026-05-06", campaign="spring", device="tracker-1")
assert state(log).balance == quota.QuotaBalance(granted=100, remaining=100 - 40, reserved=2, consumed=38)
state(log).table(instant("2026-05-06"))

# %% [markdown]
# The campaign closes, and the two tokens go back.
# A tenant's campaign draws on the same quota. It tells in the end how many it used, in place of each update.

# %%
log = let(log, quota.release, "2026-05-11", campaign="spring")
log = let(log, quota.reserve, "2026-08-03", campaign="summer", size=30, tenant="north")
log = let(log, quota.release, "2026-08-20", campaign="summer", tenant="north", consumed=25)
assert state(log).remaining(instant("2026-09-01")) == 100 - 38 - 25 == 37

# %% [markdown]
# A campaign of exactly 37 devices could start, one of 38 could not.

# %%
assert state(log).can_start(37, instant("2026-09-01"))
kpix.explain(state(log).can_start(38, instant("2026-09-01")))

# %% [markdown]
# ## Looking ahead
#
# On 1 September 212 days are left: 30 + 31 + 30 + 31 + 31 + 28 + 31.
# At a token every four days the n-th is used after 4n days, the 37th, which is the last there is, after 148.
# The 53rd would be used at the very expiry, which is too late: 52 are wanted, 15 more than there are.

# %%
september = instant("2026-09-01")
assert 30 + 31 + 30 + 31 + 31 + 28 + 31 == (created.expires_at - september).days == 212
assert quota.tokens_needed(state(log), september, "1/4") == 212 // 4 - 1 - 37 == 15
assert quota.tokens_exhausted_at(state(log), september, "1/4") == instant("2027-01-27")
assert quota.tokens_lost(state(log), september, "1/10") == 37 - 212 // 10 == 16

# %% [markdown]
# From three months before the expiry on there is a warning.

# %%
assert state(log).expiry_warning(instant("2026-12-31")) is None
kpix.explain(state(log).expiry_warning(instant("2027-01-01")))

# %% [markdown]
# ## Renewal
#
# It waits for the expiry. A campaign that runs then goes on, and what remains goes over.

# %%
log = let(log, quota.renew, "2027-01-20", package="p2", count=60)
log = let(log, quota.reserve, "2027-03-20", campaign="winter", size=20)
log = let(log, quota.release, "2027-04-05", campaign="winter", consumed=20)
assert state(log).remaining(instant("2027-04-05")) == 37 - 20 + 60 == 77
kpix.explain(state(log))

# %% [markdown]
# ## Expiry
#
# Nobody renews the second package. A campaign of seven devices is still open when it expires:
# first the campaign loses its tokens, then the package what remains. No job has to run for that.

# %%
log = let(log, quota.reserve, "2028-03-28", campaign="late", size=7)
expiry = instant("2028-04-01")
assert state(log).as_of(expiry).balance == quota.QuotaBalance(granted=160, consumed=38 + 25 + 20, forfeited=77)
kpix.explain(state(log).updates_enabled(expiry))

# %% [markdown]
# The records of what the dates did may be appended; they change nothing.

# %%
records = quota.expire(state(log), at=expiry)
assert [type(record).__name__ for record in records] == ["ReservationTerminated", "PackageTerminated"]
assert quota.replay([*log, *records], "acme").balance == state(log).as_of(expiry).balance
kpix.explain(records[1])

# %% [markdown]
# ## The history, in a table and as a picture

# %%
lines = quota.history(log, expiry, "acme")
assert [line.amount for line in lines.entries] == [100, -40, 2, -30, 5, -20, 60, -7, 0, -70]
assert [line.balance for line in lines.entries] == [100, 60, 62, 32, 37, 17, 77, 70, 70, 0]
lines.table()


# %%
class Picture(NamedTuple):
    """SVG that a notebook shows."""

    svg: str

    def _repr_html_(self) -> str:
        return self.svg


Picture(balance_chart(lines))

# %% [markdown]
# What the tenant sees of it, and where the tokens of each account and package went:

# %%
lines.view(account="north").table()

# %%
accounts = quota.balances_by_account(log, expiry, "acme")
packages = quota.balances_by_package(log, expiry, "acme")
assert accounts["north"] == quota.QuotaBalance(granted=25, consumed=25)
assert accounts["acme"] == quota.QuotaBalance(granted=160 - 25, consumed=38 + 20, forfeited=77)
assert packages["p1"] == quota.QuotaBalance(granted=38 + 25, consumed=38 + 25)
assert packages["p2"] == quota.QuotaBalance(granted=20 + 77, consumed=20, forfeited=77)

Table(
    title="Where the tokens went",
    columns=("whose", "granted", "consumed", "forfeited"),
    rows=tuple(
        (name, str(part.granted), str(part.consumed), str(part.forfeited))
        for name, part in (*accounts.items(), *packages.items())
    ),
    right=(1, 2, 3),
)
