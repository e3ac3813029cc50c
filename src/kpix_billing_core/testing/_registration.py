"""What Hypothesis calls when it is imported, so that `st.from_type(Money)` works; builds nothing until asked."""

__all__ = ["STRATEGIES", "register"]

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_origin

from ..accounts import Account, Device, MethodChange
from ..catalogue import (
    AccountMinimum,
    BillingTerms,
    FlatFee,
    Graduated,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBand,
    PriceBook,
    Stairstep,
    Step,
    Volume,
)
from ..dates import DayCount, Month, MonthDays, Period
from ..decisions import Refused
from ..explain import Explanation, Fact
from ..invoicing import Adjustment, CreditUse, Invoice, InvoiceLine
from ..lifecycle import Fleet, Holding, Outcome, Renewal, Shortage, UnusedCredit, UnusedDays
from ..log import Log
from ..metering import Allocation, AllocationColumns, AllocationShare, Tally, TallyEntry
from ..money import Currency, ExactMoney, Money, Rounding
from ..pool import (
    BilledLater,
    Confirmed,
    Consumed,
    CreditGrant,
    Deactivated,
    Granted,
    Pool,
    PoolBalance,
    Purchased,
    Removed,
    SkuTotal,
    Transferred,
    Withdrawn,
)
from ..quota import (
    Adjusted,
    Committed,
    ExpiryWarning,
    History,
    HistoryEntry,
    PackageCreated,
    PackageRenewed,
    PackageTerminated,
    Quota,
    QuotaBalance,
    QuotaTerms,
    Released,
    RenewalStarted,
    Reservation,
    ReservationTerminated,
    Reserved,
    ServicePackage,
    Unlimited,
    Verdict,
)
from ..rating import AccountCredit, Charge, Charges
from ..reporting import (
    AccountReport,
    AccountSnapshot,
    BusinessModelChange,
    PackageSection,
    QuotaLine,
    ReportTerms,
    Tenancy,
    Tenant,
    TransactionSample,
    Usage,
    UsageList,
    UsageReport,
    UsageRow,
)
from ..tables import Table
from ..usage import (
    ActiveDevices,
    Activity,
    ApiCalls,
    AtLeastConnections,
    Connection,
    DeviceActivity,
    FirmwareUpdate,
    OnDays,
    PeakConcurrent,
    Session,
)
from ..validity import (
    Application,
    ApplicationRules,
    Commitment,
    DeviceStatus,
    Expiry,
    Glance,
    MonthCount,
    Schedule,
    StatusCount,
    StatusSpan,
    Subscription,
    SubscriptionMove,
    SubscriptionTier,
    SweepEvent,
    TimedValidity,
    Timeline,
    Validity,
)
from ._documents import DOCUMENTS

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

STRATEGIES: Mapping[type, tuple[str, str]] = MappingProxyType(
    {
        **DOCUMENTS,
        Account: ("billing", "accounts"),
        AccountCredit: ("billing", "account_credits"),
        AccountMinimum: ("catalogue", "account_minimums"),
        AccountReport: ("reports", "account_reports"),
        AccountSnapshot: ("reports", "account_snapshots"),
        ActiveDevices: ("usage", "active_devices"),
        Activity: ("usage", "activities"),
        Adjusted: ("tokens", "quota_events"),
        Adjustment: ("billing", "adjustments"),
        Allocation: ("metering", "allocations"),
        AllocationColumns: ("metering", "allocation_columns"),
        AllocationShare: ("metering", "allocation_shares"),
        ApiCalls: ("usage", "api_calls"),
        Application: ("validity", "applications"),
        ApplicationRules: ("validity", "application_rules"),
        AtLeastConnections: ("usage", "at_least_connections"),
        BilledLater: ("stock", "pool_events"),
        BillingTerms: ("catalogue", "billing_terms"),
        BusinessModelChange: ("tenancies", "business_model_changes"),
        Charge: ("billing", "charges"),
        Charges: ("billing", "rated_months"),
        Commitment: ("tiers", "commitments"),
        Committed: ("tokens", "quota_events"),
        Confirmed: ("stock", "pool_events"),
        Connection: ("usage", "connections"),
        Consumed: ("stock", "pool_events"),
        CreditGrant: ("stock", "credit_grants"),
        CreditUse: ("billing", "credit_uses"),
        Currency: ("money", "currencies"),
        DayCount: ("dates", "day_counts"),
        Deactivated: ("stock", "pool_events"),
        Device: ("payers", "devices"),
        DeviceActivity: ("usage", "device_activities"),
        DeviceStatus: ("validity", "device_statuses"),
        ExactMoney: ("money", "exact_moneys"),
        Expiry: ("tiers", "expiries"),
        ExpiryWarning: ("tokens", "expiry_warnings"),
        Explanation: ("billing", "explanations"),
        Fact: ("billing", "facts"),
        FirmwareUpdate: ("usage", "firmware_updates"),
        FlatFee: ("catalogue", "pricing_models"),
        Fleet: ("renewing", "fleets"),
        Glance: ("tiers", "glances"),
        Graduated: ("catalogue", "pricing_models"),
        Granted: ("stock", "pool_events"),
        History: ("campaigns", "histories"),
        HistoryEntry: ("tokens", "history_entries"),
        Holding: ("lives", "holdings"),
        Invoice: ("billing", "invoices"),
        InvoiceLine: ("billing", "invoice_lines"),
        Log: ("decisions", "logs"),
        MethodChange: ("payers", "method_changes"),
        MinimumSpend: ("catalogue", "minimum_spends"),
        Money: ("money", "moneys"),
        Month: ("dates", "months"),
        MonthCount: ("tiers", "month_counts"),
        MonthDays: ("dates", "month_days"),
        OnDays: ("usage", "on_days"),
        Outcome: ("renewing", "outcomes"),
        Package: ("catalogue", "pricing_models"),
        PackageCreated: ("tokens", "quota_events"),
        PackageRenewed: ("tokens", "quota_events"),
        PackageSection: ("reports", "package_sections"),
        PackageTerminated: ("tokens", "quota_events"),
        PeakConcurrent: ("usage", "peaks"),
        PerUnit: ("catalogue", "pricing_models"),
        Period: ("dates", "periods"),
        Plan: ("catalogue", "plans"),
        Pool: ("renewing", "pools"),
        PoolBalance: ("stock", "pool_balances"),
        Price: ("books", "prices"),
        PriceBand: ("catalogue", "price_bands"),
        PriceBook: ("books", "price_books"),
        Purchased: ("stock", "pool_events"),
        Quota: ("campaigns", "quotas"),
        QuotaBalance: ("tokens", "quota_balances"),
        QuotaLine: ("reports", "quota_lines"),
        QuotaTerms: ("tokens", "quota_terms"),
        Refused: ("decisions", "refusals"),
        Released: ("tokens", "quota_events"),
        Removed: ("stock", "pool_events"),
        Renewal: ("renewing", "renewals"),
        RenewalStarted: ("tokens", "quota_events"),
        ReportTerms: ("reports", "report_terms"),
        Reservation: ("tokens", "reservations"),
        ReservationTerminated: ("tokens", "quota_events"),
        Reserved: ("tokens", "quota_events"),
        Rounding: ("money", "roundings"),
        Schedule: ("validity", "schedules"),
        ServicePackage: ("tokens", "service_packages"),
        Session: ("usage", "sessions"),
        Shortage: ("lives", "shortages"),
        SkuTotal: ("stock", "sku_totals"),
        Stairstep: ("catalogue", "pricing_models"),
        StatusCount: ("tiers", "status_counts"),
        StatusSpan: ("validity", "status_spans"),
        Step: ("catalogue", "steps"),
        Subscription: ("tiers", "subscriptions"),
        SubscriptionMove: ("tiers", "subscription_moves"),
        SubscriptionTier: ("tiers", "subscription_tiers"),
        SweepEvent: ("validity", "sweep_events"),
        Table: ("texts", "tables"),
        Tally: ("metering", "tallies"),
        TallyEntry: ("metering", "tally_entries"),
        Tenancy: ("tenancies", "tenancies"),
        Tenant: ("tenancies", "tenants"),
        TimedValidity: ("validity", "timed_validities"),
        Timeline: ("validity", "timelines"),
        TransactionSample: ("reports", "transaction_samples"),
        Transferred: ("stock", "pool_events"),
        Unlimited: ("tokens", "unlimited"),
        UnusedCredit: ("lives", "unused_credits"),
        UnusedDays: ("lives", "unused_days"),
        Usage: ("reports", "usages"),
        UsageList: ("reports", "usage_lists"),
        UsageReport: ("reports", "usage_reports"),
        UsageRow: ("reports", "usage_rows"),
        Validity: ("validity", "validities"),
        Verdict: ("tokens", "verdicts"),
        Volume: ("catalogue", "pricing_models"),
        Withdrawn: ("stock", "pool_events"),
    }
)
"""Value classes, and where the strategy of each is: a module of this room, and a function in it.

A function that makes several classes (`OF_KINDS`) has an option `kinds` for the one wanted.
"""

OF_KINDS = ("pelion_documents", "pool_events", "pricing_models", "quota_events")


def register() -> None:
    """Tell Hypothesis which strategy makes values of each class."""
    # Neither this module nor this function imports strategies: whoever imports those first makes Hypothesis call this
    # in the middle of that import, when they do not exist yet.
    from hypothesis import strategies as st  # noqa: PLC0415

    for kind in STRATEGIES:
        st.register_type_strategy(kind, strategy_of)


def strategy_of(kind: type) -> "SearchStrategy[Any]":
    """Return the strategy for a value class; Hypothesis asks at the first use."""
    module, function = STRATEGIES[get_origin(kind) or kind]
    options = {"kinds": (kind,)} if function in OF_KINDS else {}
    strategy: SearchStrategy[Any] = getattr(import_module(f".{module}", __package__), function)(**options)
    return strategy
