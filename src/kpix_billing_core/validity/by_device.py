"""What each device is, in two columns: a dict of a whole fleet takes longer than finding all that it holds."""

__all__ = ["ByDevice"]

from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property

import attrs

from ..ids import DeviceId
from .status import BillingStatus


@attrs.frozen(eq=False, repr=False)
class ByDevice(Mapping[DeviceId, BillingStatus]):
    """Statuses by device, which do not change; an index is made when the first device is asked for by its id.

    Attributes:
        devices: each once.
        found: what each is, in the same order.
    """

    devices: Sequence[DeviceId]
    found: Sequence[BillingStatus]

    @cached_property
    def _index(self) -> dict[DeviceId, BillingStatus]:
        return dict(self.items())

    def __getitem__(self, device: DeviceId) -> BillingStatus:
        return self._index[device]

    def __iter__(self) -> Iterator[DeviceId]:
        return iter(self.devices)

    def __len__(self) -> int:
        return len(self.devices)

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def items(self) -> ItemsView[DeviceId, BillingStatus]:
        """Return devices with what they are, without an index."""
        return _Items(self)

    def values(self) -> ValuesView[BillingStatus]:
        """Return what the devices are, without an index."""
        return _Values(self)


class _Items(ItemsView[DeviceId, BillingStatus]):
    def __init__(self, of: ByDevice) -> None:
        super().__init__(of)
        self._of = of

    def __iter__(self) -> Iterator[tuple[DeviceId, BillingStatus]]:
        return zip(self._of.devices, self._of.found, strict=True)


class _Values(ValuesView[BillingStatus]):
    def __init__(self, of: ByDevice) -> None:
        super().__init__(of)
        self._of = of

    def __iter__(self) -> Iterator[BillingStatus]:
        return iter(self._of.found)
