"""A service over HTTP on this machine, for one account: what it answers is made of values, and nothing is written by hand."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import attrs

from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Refused
from kpix_billing_core.interop import (
    ACTIVE_DEVICES_DATA,
    FIRMWARE_UPDATES_DATA,
    PelionDocument,
    PelionError,
    page_query,
    pelion_error,
    pelion_history,
    pelion_packages,
    pelion_quota,
    pelion_raw_data,
    pelion_refusal,
    pelion_report,
    report_month,
    to_pelion,
)
from kpix_billing_core.quota import QuotaEvent, as_of, history
from kpix_billing_core.reporting import (
    ACTIVE_DEVICE_COLUMNS,
    FIRMWARE_UPDATE_COLUMNS,
    Tenancy,
    UsageReport,
    active_device_rows,
    firmware_update_rows,
    usage_by_account,
    usage_report,
    write_export,
)
from kpix_billing_core.usage import ApiCalls, Connection, FirmwareUpdate, active_devices_by_account

REQUEST = "6cae0aec221911e88f227f51b2f005c0"
REPORT = "01631667477600000000000100100374"


@attrs.frozen(kw_only=True)
class Facts:
    """All that the service has stored, and the present."""

    now: datetime
    tenancy: Tenancy
    events: tuple[QuotaEvent, ...] = ()
    connections: tuple[Connection, ...] = ()
    updates: tuple[FirmwareUpdate, ...] = ()
    api_calls: Mapping[str, ApiCalls] = {}


class Answer(NamedTuple):
    """A status and a body."""

    code: int
    kind: str
    body: bytes


def answer(facts: Facts, target: str, key: str | None, host: str) -> Answer:
    """Return the answer to a GET: a file for whoever knows its address, documents for whoever has the key."""
    url = urlsplit(target)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    if url.path.startswith("/files/"):
        return Answer(200, "application/gzip", file(facts, *url.path.removeprefix("/files/").split("/")))
    document = asked(facts, url.path, query, host) if key == "Bearer k" else pelion_error(401, REQUEST)
    code = document.code if isinstance(document, PelionError) else 200
    return Answer(code, "application/json", json.dumps(to_pelion(document)).encode())


def asked(facts: Facts, path: str, query: Mapping[str, str], host: str) -> PelionDocument:
    """Return the document that a path stands for."""
    account = facts.tenancy.aggregator
    match path:
        case "/v3/service-packages":
            return pelion_packages(facts.events, facts.now, account)
        case "/v3/service-packages-quota":
            return pelion_quota(as_of(facts.events, facts.now, account), facts.now)
        case "/v3/service-packages-quota-history":
            page = page_query(query, REQUEST)
            if isinstance(page, PelionError):
                return page
            lines = history(facts.events, facts.now, account)
            return pelion_history(lines, limit=page.limit, after=page.after, order=page.order)
        case "/v3/billing-report" | "/v3/billing-report-active-devices" | "/v3/billing-report-firmware-updates":
            month = report_month(query, REQUEST)
            return month if isinstance(month, PelionError) else of_month(facts, path, month, host)
        case _:
            return pelion_error(404, REQUEST, message="No such resource.")


def of_month(facts: Facts, path: str, month: Month, host: str) -> PelionDocument:
    """Return a month's report, or where its raw data is, or why there is none."""
    raw = {f"/v3/{about}": about for about in (ACTIVE_DEVICES_DATA, FIRMWARE_UPDATES_DATA)}.get(path)
    report = month_report(facts, month)
    if isinstance(report, Refused):
        return pelion_refusal(report, REQUEST, about=raw)
    return pelion_report(report, REPORT) if raw is None else pelion_raw_data(raw, month, f"{host}/files/{raw}/{month}")


def month_report(facts: Facts, month: Month) -> UsageReport | Refused:
    """Return the report of a month, counted from the facts."""
    active = (found for _, found in active_devices_by_account(facts.connections, month))
    usage = usage_by_account(month, active=active, updates=facts.updates, api_calls=facts.api_calls)
    return usage_report(facts.tenancy, month, usage, now=facts.now, quota=facts.events)


def file(facts: Facts, about: str, text: str) -> bytes:
    """Return the gzipped rows behind a month's report."""
    month, found = Month.parse(text), BytesIO()
    if about == ACTIVE_DEVICES_DATA:
        active = (found for _, found in active_devices_by_account(facts.connections, month))
        write_export(ACTIVE_DEVICE_COLUMNS, active_device_rows(active), found, compressed=True)
    else:
        write_export(FIRMWARE_UPDATE_COLUMNS, firmware_update_rows(facts.updates, month), found, compressed=True)
    return found.getvalue()


@contextmanager
def serving(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    """Serve the facts on a port of this machine; give its address, and what is asked, and end."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            found = answer(facts, self.path, self.headers["Authorization"], host)
            self.send_response(found.code)
            self.send_header("Content-Type", found.kind)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield host, requests
        finally:
            server.shutdown()
            thread.join()
