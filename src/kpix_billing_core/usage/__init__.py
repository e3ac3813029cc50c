"""Usage: what an account used in a month where it pays for active devices or API calls, not for plans.

`Connection` is a device that connected. `active_devices` counts one account's devices that connected in a month at
least once; `active_devices_by_account` counts a whole file. `ActiveDevices` is the result, each device with its first
connection; parts counted anywhere add up in any order, and late connections are added when they come.
`FirmwareUpdate` is an update that a device completed, and `ApiCalls` holds the calls and messages by category.
"""

__all__ = [
    "ActiveDevices",
    "ApiCalls",
    "Connection",
    "Connections",
    "FirmwareUpdate",
    "active_devices",
    "active_devices_by_account",
    "firmware_updates",
    "firmware_updates_by_account",
]

from .active_devices import ActiveDevices
from .api_calls import ApiCalls
from .connection import Connection
from .count import active_devices, active_devices_by_account
from .firmware_updates import FirmwareUpdate, firmware_updates, firmware_updates_by_account
from .rows import Connections
