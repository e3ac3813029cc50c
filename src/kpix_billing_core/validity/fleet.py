"""A fleet as the caller hands it in: records in any order, and the applications that they belong to."""

__all__ = ["Fleet", "by_application", "listed", "rules_by_application"]

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..ids import DeviceId
from .record import TimedValidity, Validity, ValidityRecord
from .rules import Application, ApplicationRules

Fleet: TypeAlias = dict[str, dict[DeviceId, ValidityRecord | list[ValidityRecord]]]
"""The records of each device by application; of the many devices with one record, that record itself."""


def listed(records: Iterable[ValidityRecord]) -> list[ValidityRecord]:
    """Return records as a list; raises WrongType for anything else, at the first that is none."""
    check_many("records", records)
    found: list[ValidityRecord] = []
    for record in records:
        if type(record) is not Validity and type(record) is not TimedValidity:
            raise WrongType("records", "Validity or TimedValidity", record)
        found.append(record)
    return found


def rules_by_application(applications: Iterable[Application]) -> Mapping[str, ApplicationRules]:
    """Return the rules of each application; raises WrongType, or WrongValue for one that is given twice."""
    check_many("applications", applications)
    found: dict[str, ApplicationRules] = {}
    for application in applications:
        if type(application) is not Application:
            raise WrongType("applications", "Application", application)
        if application.id in found:
            raise WrongValue("applications", "each application once", application.id)
        found[application.id] = application.rules
    return found


def by_application(records: Iterable[ValidityRecord], rules: Mapping[str, ApplicationRules]) -> Fleet:
    """Return the records of each device; raises WrongType, or WrongValue for an application without rules."""
    check_many("records", records)
    found: Fleet = {id_: {} for id_ in rules}
    for record in records:
        if record.__class__ is not Validity and type(record) is not TimedValidity:
            raise WrongType("records", "Validity or TimedValidity", record)
        devices = found.get(record.application)
        if devices is None:
            raise WrongValue("records", "records of the applications given", record.application)
        before = devices.get(record.device)
        if before is None:
            devices[record.device] = record
        elif isinstance(before, list):
            before.append(record)
        else:
            devices[record.device] = [before, record]
    return found
