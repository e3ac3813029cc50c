"""Locales by name: the one place where text becomes a locale."""

__all__ = ["DEFAULT", "language_tag", "locale_of", "text_direction"]

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import WrongType, WrongValue

if TYPE_CHECKING:
    from babel import Locale

DEFAULT = "en"
"""The locale of documents, unless the caller names another."""

_NAME = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_WORDS = 'a locale of the CLDR such as "en", "de_CH" or "zh_Hant_TW"'


def locale_of(name: str) -> "Locale":
    """Return the locale of a name, written with underscores or hyphens; raises WrongType or WrongValue.

    >>> locale_of("pt-br").territory
    'BR'
    """
    if type(name) is not str:
        raise WrongType("locale", "str", name)
    return _locale(name)


@lru_cache(maxsize=64)
def _locale(name: str) -> "Locale":
    return _parsed(name)


def _parsed(name: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  33 MB, needed only where something is shown

    if not _NAME.fullmatch(name):
        raise WrongValue("locale", _WORDS, name)
    try:
        return Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError):
        raise WrongValue("locale", _WORDS, name) from None


def language_tag(name: str) -> str:
    """Return what the `lang` of a page is in this locale.

    >>> language_tag("zh_hant_tw")
    'zh-Hant-TW'
    """
    return str(locale_of(name)).replace("_", "-")


def text_direction(name: str) -> str:
    """Return "ltr" or "rtl".

    >>> text_direction("he")
    'rtl'
    """
    return "rtl" if locale_of(name).character_order == "right-to-left" else "ltr"
