"""What a sender says beyond the known keys, by the name that the documents of this room know it under."""

__all__ = ["Extra", "check_extra", "extra_of", "plain"]

from ..interchange.extra import Extra, check_extra, extra_of, plain
