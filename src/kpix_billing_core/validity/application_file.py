"""Applications in a file of rows: a row is an application with its rules, as people keep them in a spreadsheet."""

__all__ = ["ApplicationRow", "read_applications", "write_applications"]

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo
from enum import Enum

import attrs

from ..checks import check_many, check_text
from ..errors import WrongType, WrongValue
from ..interchange import read_csv, write_csv
from ..interchange.csv_lines import MOST_BYTES, Source
from ..interchange.csv_write import Sink
from .rules import Application, ApplicationRules, Overlap, RenewalFrom


class _Switch(Enum):
    """A truth value as people write it."""

    TRUE = "true"
    FALSE = "false"
    ON = "on"
    OFF = "off"


_OFF = (_Switch.FALSE, _Switch.OFF)


@attrs.frozen
class ApplicationRow:
    """A row of a file of applications; what is left empty is as in `ApplicationRules`."""

    id: str = attrs.field(metadata={"column": "application_id"})
    grace_days: int | None = None
    alert_days: str = ""
    enforcement: _Switch | None = None
    billing: _Switch | None = None
    zone: tzinfo | None = None
    overlap: Overlap | None = None
    renewal_from: RenewalFrom | None = None

    def __attrs_post_init__(self) -> None:
        self.application()

    def application(self) -> Application:
        """Return the application; raises as its rules do."""
        return Application(self.id, _rules(self))


def read_applications(file: Source, *, name: str = "file", most_bytes: int = MOST_BYTES) -> tuple[Application, ...]:
    r"""Return the applications of an open CSV file, a row each.

    Its columns are `application_id,grace_days,alert_days,enforcement,billing,zone,overlap,renewal_from`; all but the
    first may be left out. Alert days are "1;7" in any order, switches true or false, zones as "Europe/Berlin". The file
    is read as `read_csv` reads it. Raises MalformedFile with every fault.

    >>> import io
    >>> [fleet] = read_applications(io.BytesIO(b"application_id,grace_days,alert_days\nfleet,7,1;7\n"))
    >>> fleet.rules.grace_days, fleet.rules.alert_days
    (7, (1, 7))
    """
    check_text("name", name)
    return tuple(row.application() for row in read_csv(ApplicationRow, file, name=name, most_bytes=most_bytes))


def write_applications(applications: Iterable[Application], file: Sink) -> None:
    """Write applications as CSV into an open text file, a row each; `read_applications` reads them back.

    Opened and guarded as for `write_csv`. Raises WrongType for what is no application, WrongValue for a zone without a
    name.

    >>> import io
    >>> file = io.StringIO()
    >>> write_applications([Application("fleet", ApplicationRules(alert_days=(1, 7)))], file)
    >>> print(file.getvalue(), end="")
    application_id,grace_days,alert_days,enforcement,billing,zone,overlap,renewal_from
    fleet,0,1;7,true,true,UTC,union,old_expiry
    """
    check_many("applications", applications)
    write_csv(ApplicationRow, list(_rows(applications)), file)


def _rows(applications: Iterable[Application]) -> Iterator[ApplicationRow]:
    for application in applications:
        if type(application) is not Application:
            raise WrongType("applications", "Application", application)
        rules = application.rules
        yield ApplicationRow(
            application.id,
            rules.grace_days,
            ";".join(map(str, rules.alert_days)),
            _switch(rules.enforcement),
            _switch(rules.billing),
            rules.zone,
            rules.overlap,
            rules.renewal_from,
        )


def _switch(on: bool) -> _Switch:  # noqa: FBT001  read by position
    return _Switch.TRUE if on else _Switch.FALSE


def _rules(row: ApplicationRow) -> ApplicationRules:
    return ApplicationRules(
        grace_days=row.grace_days or 0,
        alert_days=_alert_days(row.alert_days),
        enforcement=row.enforcement not in _OFF,
        billing=row.billing not in _OFF,
        zone=row.zone or UTC,
        overlap=row.overlap or Overlap.UNION,
        renewal_from=row.renewal_from or RenewalFrom.OLD_EXPIRY,
    )


def _alert_days(text: str) -> tuple[int, ...]:
    parts = [part for part in re.split(r"[;, |]+", text) if part]
    if not all(re.fullmatch("[0-9]{1,640}", part) for part in parts):
        raise WrongValue("alert_days", 'whole numbers such as "1;7"', text)
    return tuple(sorted(set(map(int, parts))))
