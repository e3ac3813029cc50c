"""Targets of what comes of a month: rating, invoicing, explaining, documents, interchange and published strategies."""

from tests.bad_input.spec import given
from tests.bad_input.trade import APRIL, BOOK, DAY, TALLY, USD

from kpix_billing_core.accounts import Account
from kpix_billing_core.invoicing import draft
from kpix_billing_core.money import Money
from kpix_billing_core.rating import AccountCredit, rate
from kpix_billing_core.rendering import ENGLISH

ACME = Account("acme", "USD")
CREDIT = AccountCredit("c1", "acme", Money(286, USD), DAY)
CHARGES = rate(TALLY, BOOK, ACME)
CHARGE = CHARGES.charges[0]
INVOICE = draft(ACME, APRIL, CHARGES, (CREDIT,))
LOCALE = given("en")
LABELS = given(ENGLISH, bad={"labels of text": ("Invoice",) * len(ENGLISH)})

TARGETS = ()
