"""Write the JSON Schemas that the package ships anew from its classes: for whoever has changed one of them."""

import json
from pathlib import Path

from kpix_billing_core.accounts import Account, Device
from kpix_billing_core.catalogue import BillingTerms, PriceBook
from kpix_billing_core.explain import Explanation
from kpix_billing_core.interchange import json_schema
from kpix_billing_core.invoicing import Invoice
from kpix_billing_core.lifecycle import Holding, Renewal
from kpix_billing_core.metering import Allocation, Tally
from kpix_billing_core.pool import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Granted,
    Pool,
    Purchased,
    Removed,
    Transferred,
    Withdrawn,
)
from kpix_billing_core.quota import (
    Adjusted,
    Committed,
    HistoryEntry,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Quota,
    Released,
    RenewalStarted,
    ReservationTerminated,
    Reserved,
)
from kpix_billing_core.rating import AccountCredit, Charges
from kpix_billing_core.reporting import AccountReport, AccountSnapshot, Tenancy, UsageList, UsageReport
from kpix_billing_core.usage import (
    ActiveDevices,
    Activity,
    ApiCalls,
    Connection,
    FirmwareUpdate,
    PeakConcurrent,
    Session,
)
from kpix_billing_core.validity import (
    Application,
    Glance,
    MonthCount,
    Schedule,
    StatusCount,
    Subscription,
    SweepEvent,
    TimedValidity,
    Timeline,
    Validity,
)

FOLDER = Path(__file__).parents[1] / "src" / "kpix_billing_core" / "schemas"

# What services store and send; the classes inside them are described within.
DOCUMENTS = (
    *(Account, AccountCredit, Allocation, BillingTerms, Charges, Device, Explanation, Holding, Invoice, Pool),
    *(PriceBook, Renewal, Tally),
    # validity, and what follows from it
    *(
        Application,
        Glance,
        MonthCount,
        Schedule,
        StatusCount,
        Subscription,
        SweepEvent,
        TimedValidity,
        Timeline,
        Validity,
    ),
    # usage, and what is counted of it
    *(ActiveDevices, Activity, ApiCalls, Connection, FirmwareUpdate, PeakConcurrent, Session),
    # accounts with tenants, and what is reported of them
    *(Tenancy, UsageReport, AccountReport, AccountSnapshot, UsageList),
    # the events of a pool
    *(Granted, Confirmed, Withdrawn, Consumed, Purchased, BilledLater, Deactivated, Removed, Transferred),
    # a quota, the lines of its history, and its events
    *(Quota, HistoryEntry, PackageCreated, PackageRenewed, Reserved, Committed, Released, Adjusted),
    *(RenewalStarted, ReservationTerminated, PackageTerminated),
)


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file's name."""
    return {f"{_name(cls)}.json": json.dumps(json_schema(cls), indent=2) + "\n" for cls in DOCUMENTS}


def _name(cls: type) -> str:
    title: str = json_schema(cls)["title"]
    return title.removeprefix("kpix.").partition("/")[0]


def main() -> None:
    """Write every schema and remove those of documents that are no more."""
    FOLDER.mkdir(exist_ok=True)
    texts = schemas()
    for path in sorted(FOLDER.glob("*.json")):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(texts)} schemas in {FOLDER}")


if __name__ == "__main__":
    main()
