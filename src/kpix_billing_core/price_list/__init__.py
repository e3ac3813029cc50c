"""The price list: prices as people keep them in a spreadsheet, a row for each band.

`read_prices` reads such a file, every fault with its row and column; `write_prices` writes one that reads back equal.
Terms, minimum spends and names of plans are no prices: a whole `PriceBook` travels as JSON.
Whoever bills months from a price book never loads this room; it is imported by its own name.
"""

__all__ = ["read_prices", "write_prices"]

from .file import read_prices, write_prices
