"""Rating: from how much was used to what it costs.

`rate` prices a tally: the price in force, the band reached, the amount rounded once.
`Charge` is the price of one SKU in one month together with all that made it so; nothing needs to be looked up again.
`Charges` holds an account's charges of a month, or of a run of purchases, and the floor under them.
`AccountCredit` is money owed to the account on a later invoice.
What stands on paper (lines, adjustments, credits applied) is made from these in the room above.
"""

__all__ = ["AccountCredit", "Charge", "Charges", "rate"]

from .account_credit import AccountCredit
from .charge import Charge, Charges
from .rate import rate
