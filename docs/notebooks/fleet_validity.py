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
# # What a platform would have seen: a real fleet and its validity
#
# The hard drives of `docs/examples/drives-2013`, those of two makers: 90 of HGST and 60 of TOSHIBA.
# The days in service are real. Made up is all about validity:
# each drive is valid for three months from its first day, and renewed once, for three more, if it is then in service.
# A maker is an application with a grace of its own, and administrators are told 30 and 7 days before an end.
#
# Each figure is worked out once more, from the rows of the file and in plain Python.
# Run this notebook in its own folder.

# %%
import csv
import gzip
from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import kpix_billing_core as kpix
from kpix_billing_core import validity
from kpix_billing_core.command.drives import Drive, maker_of
from kpix_billing_core.dates import add_months
from kpix_billing_core.tables import Table

FILE = Path("../examples/drives-2013/drives-2013.csv.gz")
DAY = timedelta(days=1)

# %% [markdown]
# ## Applications and records
#
# Drives of HGST are borne with for 30 days, those of TOSHIBA for 7.

# %%
hgst = validity.Application("HGST", validity.ApplicationRules(grace_days=30, alert_days=(7, 30)))
toshiba = validity.Application("TOSHIBA", validity.ApplicationRules(grace_days=7, alert_days=(7, 30)))
applications = {application.id: application for application in (hgst, toshiba)}

with FILE.open("rb") as file:
    drives = [drive for drive in kpix.read_csv(Drive, file) if maker_of(drive.model) in applications]

# %% [markdown]
# What a platform sees on a day are the records made by then, so each is kept with the day it was made on.
# The first is made on a drive's first day, the renewal on the last day of the first; `renew` has it start a day later.


# %%
def first_of(drive: Drive) -> validity.Validity:
    last_day = add_months(drive.first_day, 3) - DAY
    return validity.Validity(drive.serial_number, maker_of(drive.model), drive.first_day, last_day)


def renewal_of(drive: Drive) -> validity.ValidityRecord:
    first, until = first_of(drive), add_months(drive.first_day, 6) - DAY
    return validity.renew([first], until, first.last_day, applications[first.application].rules)


made = [(drive.first_day, first_of(drive)) for drive in drives]
for drive in drives:
    day = first_of(drive).last_day
    if day <= date(2013, 12, 31) and (drive.last_day is None or drive.last_day > day):
        made.append((day, renewal_of(drive)))


def known(on: date) -> list[validity.ValidityRecord]:
    return [record for day, record in made if day <= on]


(len(drives), len(made))

# %% [markdown]
# The same in plain Python: the maker, the first day, the first day no longer valid, and that before any renewal.


# %%
def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


GRACE = {"HGST": 30, "TOSHIBA": 7}
plain = []
with gzip.open(FILE, "rt", encoding="utf-8", newline="") as text:
    for row in csv.DictReader(text):
        maker = row["model"].partition(" ")[0]
        if maker in GRACE:
            first = date.fromisoformat(row["first_day"])
            end = months_later(first, 3)
            renewed = end <= date(2014, 1, 1) and (row["last_day"] or "9999-12-31") >= end.isoformat()
            plain.append((maker, first, months_later(first, 6) if renewed else end, end))

assert len(drives) == len(plain) == 90 + 60
assert len(made) == len(plain) + sum(end != before for _, _, end, before in plain)

# %% [markdown]
# ## Statuses on a few days
#
# On 20 October most drives of April are past their renewal: TOSHIBA's are disabled already, HGST's still in grace.
# 57 new ones had come five days before.

# %%
days = [date(2013, month, day) for month, day in ((4, 30), (7, 31), (10, 20), (12, 31))]
fleet = list(applications.values())
counts = {day: validity.status_counts(known(day), fleet, day) for day in days}


def plainly(on: date) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for maker, first, end, _ in plain:
        if first <= on:
            graced = end + GRACE[maker] * DAY
            found[maker, "active" if on < end else "in_grace" if on < graced else "disabled"] += 1
    return found


assert sum(first == date(2013, 10, 15) for _, first, _, _ in plain) == 57
for day in days:
    assert sum(count.registered for count in counts[day]) == plainly(day).total()
    for (maker, status), number in plainly(day).items():
        assert [getattr(count, status) for count in counts[day] if count.application == maker] == [number]

Table(
    title="HGST and TOSHIBA, 2013",
    columns=("day", "application", "active", "in grace", "disabled"),
    rows=tuple(
        (str(day), count.application, str(count.active), str(count.in_grace), str(count.disabled))
        for day in days
        for count in counts[day]
    ),
    right=(2, 3, 4),
)

# %% [markdown]
# The drive that left first, in April, was not renewed, and this is why it is disabled:

# %%
gone = min((drive for drive in drives if drive.last_day), key=lambda drive: (drive.last_day, drive.serial_number))
line = validity.timeline([first_of(gone)], applications[maker_of(gone.model)].rules)
assert gone.last_day == date(2013, 4, 16)
assert [span.since.date() for span in line.spans[1:]] == [
    gone.first_day,
    months_later(gone.first_day, 3),
    months_later(gone.first_day, 3) + GRACE[maker_of(gone.model)] * DAY,
]
kpix.explain(line.spans[-1])

# %% [markdown]
# ## What a sweep of a week tells
#
# The week from 10 October on, from what was known as it began.

# %%
thursday, week = date(2013, 10, 10), 7 * DAY
since = datetime.combine(thursday, datetime.min.time(), UTC)
events = validity.sweep(known(thursday), fleet, since, since + week)
told = Counter((event.due_at.date(), event.application, event.kind.value, event.days_left) for event in events)

expected: Counter[tuple[date, str, str, int | None]] = Counter()
for maker, first, end, _ in plain:
    if first <= thursday:
        expected[end, maker, "grace_entered", None] += 1
        expected[end + GRACE[maker] * DAY, maker, "disabled", None] += 1
        expected.update((end - days * DAY, maker, "alert_due", days) for days in (7, 30))
assert told == {key: number for key, number in expected.items() if thursday <= key[0] < thursday + week}

Table(
    title="10 to 16 October 2013",
    columns=("day", "application", "event", "days left", "drives"),
    rows=tuple(
        (str(day), maker, kind, "" if left is None else str(left), str(number))
        for (day, maker, kind, left), number in sorted(told.items(), key=lambda item: (*item[0][:3], item[0][3] or 0))
    ),
    right=(3, 4),
)

# %% [markdown]
# ## Active drives, month by month
#
# However many records a drive has, it counts once, and so does each of its days.

# %%
months = kpix.Month.parse("2013-04").until(kpix.Month.parse("2013-12"))
history = [count for month in months for count in validity.month_counts(known(date(2013, 12, 31)), fleet, month)]

for count in history:
    daily = [
        sum(maker == count.application and first <= day < end for maker, first, end, _ in plain)
        for day in (count.month.first_day + number * DAY for number in range(count.month.days))
    ]
    ever = sum(
        maker == count.application and first <= count.month.last_day and end > count.month.first_day
        for maker, first, end, _ in plain
    )
    assert (count.devices, count.device_days, count.peak) == (ever, sum(daily), max(daily))

Table(
    title="active in 2013",
    columns=("month", "application", "drives", "days", "peak"),
    rows=tuple(
        (str(count.month), count.application, str(count.devices), f"{count.device_days:,}", str(count.peak))
        for count in history
    ),
    right=(2, 3, 4),
)

# %% [markdown]
# ## Would Essentials have done?
#
# A limit counts the drives that are connected, so those in grace too.
# For some weeks, old drives in grace and new ones together were more than the 100 of Essentials.

# %%
year = [date(2013, 4, 10) + number * DAY for number in range(266)]
size = {day: validity.tier_size(validity.status_counts(known(day), fleet, day)) for day in year}
too_many = [day for day in year if not validity.ESSENTIALS.admits(size[day])]

connected = {day: sum(number for (_, status), number in plainly(day).items() if status != "disabled") for day in year}
assert size == connected
assert too_many == [day for day in year if connected[day] > 100]
assert too_many[-1] - too_many[0] == (len(too_many) - 1) * DAY

Table(
    title="the smallest tier",
    columns=("day", "connected", "tier"),
    rows=tuple(
        (str(day), str(size[day]), validity.smallest_tier(validity.TIERS, size[day]).name)
        for day in (too_many[0] - DAY, too_many[0], too_many[-1], too_many[-1] + DAY)
    ),
    right=(1,),
)

# %% [markdown]
# Pro binds for twelve months. Going back to Essentials when the fleet fits again would be too soon:

# %%
on_pro = validity.Subscription(validity.PRO, too_many[0])
back = validity.move(on_pro, validity.ESSENTIALS, size[too_many[-1] + DAY], too_many[-1] + DAY)
assert (back.excess, back.breach) == (0, True)
assert back.remaining.earliest_end == too_many[0].replace(year=2014)
kpix.explain(back)
