"""Usage: what an account used in a month where it pays for active devices or API calls, not for plans.

`Connection` is a device that connected. `active_devices` counts one account's devices that connected in a month at
least once; `active_devices_by_account` counts a whole file. `ActiveDevices` is the result, each device with its first
connection; parts counted anywhere add up in any order, and late connections are added when they come.
Who counts otherwise takes `activity`: how often and on which days each device connected. `AtLeastConnections` and
`OnDays` say which of them are active, and `Activity` has the daily average; `peak_concurrent` takes a `Session` for
each time a device was connected.
`FirmwareUpdate` is an update that a device completed, and `ApiCalls` holds the calls and messages by category.
"""

__all__ = [
    "ActiveDevices",
    "ActiveRule",
    "Activity",
    "ApiCalls",
    "AtLeastConnections",
    "Connection",
    "Connections",
    "DeviceActivity",
    "FirmwareUpdate",
    "OnDays",
    "PeakConcurrent",
    "Session",
    "active_devices",
    "active_devices_by_account",
    "activity",
    "activity_by_account",
    "firmware_updates",
    "firmware_updates_by_account",
    "peak_concurrent",
]

from .active_devices import ActiveDevices
from .active_rules import ActiveRule, AtLeastConnections, OnDays
from .activity import Activity
from .api_calls import ApiCalls
from .connection import Connection
from .count import active_devices, active_devices_by_account
from .count_activity import activity, activity_by_account
from .device_activity import DeviceActivity
from .firmware_updates import FirmwareUpdate, firmware_updates, firmware_updates_by_account
from .rows import Connections
from .sessions import PeakConcurrent, Session, peak_concurrent
