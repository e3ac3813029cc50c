"""What the room needs: NumPy and pyarrow, which come with an extra; whoever lacks them is told which."""

try:
    import numpy as np
    import pyarrow as pa
except ImportError as error:
    raise ImportError(
        f'kpix_billing_core.batch needs the extra arrow: pip install "kpix-billing-core[arrow]" ({error})',
        name=error.name,
    ) from error

__all__ = ["np", "pa"]
