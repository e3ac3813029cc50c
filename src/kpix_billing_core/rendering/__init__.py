"""Rendering: results as people read them, in the language and with the number signs of any locale.

`format_money`, `format_price` and `format_quantity` write numbers, `format_month` and `format_day` dates.
`invoice_text` and `invoice_html` make a whole invoice of it: plain text, or one page that needs no other file.
`overview_html` puts many invoices on one page, account by account and month by month.
`fleet_html` writes how a fleet stands, with the picture of `expiry_calendar`: how many devices expire on each day.
`balance_chart` draws how many tokens of a quota remain over time, with the packages that begin and expire.
`usage_html` and `usage_text` write a month's report of usage, `tenant_html` and `tenant_text` the part of one tenant;
`activity_html` writes how active the devices of many accounts were in a month, day by day, and `active_devices_chart`
draws active devices by month and account.
`quantity_chart` draws a number by month for a terminal.
`Labels`, `FleetLabels` and `UsageLabels` hold the words on all of these, since no locale data knows a word for invoice.
Nothing is calculated here, and no amount is rounded a second time: what the invoice says is what is written.
"""

__all__ = [
    "ENGLISH",
    "ENGLISH_FLEET",
    "ENGLISH_USAGE",
    "FleetLabels",
    "Labels",
    "UsageLabels",
    "active_devices_chart",
    "activity_html",
    "balance_chart",
    "expiry_calendar",
    "fleet_html",
    "format_day",
    "format_money",
    "format_month",
    "format_price",
    "format_quantity",
    "invoice_html",
    "invoice_text",
    "overview_html",
    "quantity_chart",
    "tenant_html",
    "tenant_text",
    "usage_html",
    "usage_text",
]

from .activity_page import activity_html
from .amounts import format_money, format_price, format_quantity
from .balance_chart import balance_chart
from .calendar import expiry_calendar
from .chart import quantity_chart
from .days import format_day, format_month
from .fleet_page import fleet_html
from .invoice_page import invoice_html
from .labels import ENGLISH, ENGLISH_FLEET, FleetLabels, Labels
from .overview import overview_html
from .plain_text import invoice_text
from .usage_chart import active_devices_chart
from .usage_labels import ENGLISH_USAGE, UsageLabels
from .usage_page import tenant_html, tenant_text, usage_html, usage_text
