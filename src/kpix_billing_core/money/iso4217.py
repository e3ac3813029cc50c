"""The minor units of ISO 4217 (list one, as amended to 2026): how many decimals each currency is settled in.

Our own small table, because CLDR gives other digits for 13 of these codes (AFN ALL IQD IRR KPW LAK LBP MGA MMK RSD SOS
SYP YER): it says how prices are usually *shown*, not what the minor unit is. Tests compare both.
"""

__all__ = ["MINOR_UNITS", "WITHOUT_MINOR_UNIT"]

from collections.abc import Mapping
from types import MappingProxyType

_BY_DECIMALS = {
    0: """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """,
    2: """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
    PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: """
    BHD IQD JOD KWD LYD OMR TND
    """,
    4: """
    CLF UYW
    """,
}

MINOR_UNITS: Mapping[str, int] = MappingProxyType(
    {code: decimals for decimals, codes in _BY_DECIMALS.items() for code in codes.split()}
)
"""Decimals of the minor unit by currency code."""

WITHOUT_MINOR_UNIT = frozenset(
    ("XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX")
)
"""Codes of metals, funds and tests, for which the standard names no minor unit."""
