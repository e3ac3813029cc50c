"""A derivation as a value: a title, facts with the rules they rest on, and parts; shown as text and as HTML."""

__all__ = ["Explanation", "Fact"]

import attrs

from ..checks import check_text, each, text
from ..tables import SHOWN, Table, escaped, filled, width_of


def _printable(_: object, attribute: "attrs.Attribute[tuple[str, ...]]", value: tuple[str, ...]) -> None:
    for text_ in value:
        check_text(attribute.name, text_)


def _parts(_: object, attribute: "attrs.Attribute[tuple[Explanation, ...]]", value: object) -> None:
    each(Explanation)(_, attribute, value)


@attrs.frozen
class Fact:
    """One step of a derivation.

    Attributes:
        label: what it is about.
        value: what holds, in words and figures.
        rules: the ids of the rules it rests on; empty for plain facts.
    """

    label: str = attrs.field(validator=text)
    value: str = attrs.field(validator=text)
    rules: tuple[str, ...] = attrs.field(default=(), validator=[each(str), _printable])


@attrs.frozen
class Explanation:
    """The derivation of one result: facts in order, and the explanations of the parts it is made of.

    Attributes:
        title: the result that is explained.
        facts: in the order in which they follow from each other.
        parts: of an invoice, its lines and adjustments; of what happened to a device, each event.

    As text it is whole; as HTML it shows as many facts and parts as a table shows rows, and says how many are left.
    """

    title: str = attrs.field(validator=text)
    facts: tuple[Fact, ...] = attrs.field(validator=each(Fact))
    parts: tuple["Explanation", ...] = attrs.field(default=(), validator=_parts)

    def __str__(self) -> str:
        return _text(self)

    def _repr_html_(self) -> str:
        return _html(self)


def _text(explanation: Explanation) -> str:
    width = max((width_of(fact.label) for fact in explanation.facts), default=0)
    lines = [explanation.title]
    for fact in explanation.facts:
        rules = f"  [{' '.join(fact.rules)}]" if fact.rules else ""
        lines.append(f"  {filled(fact.label, width)}  {fact.value}{rules}")
    for part in explanation.parts:
        lines += [f"  {line}" for line in _text(part).splitlines()]
    return "\n".join(lines)


def _html(explanation: Explanation) -> str:
    rows = tuple((fact.label, fact.value, " ".join(fact.rules)) for fact in explanation.facts)
    table = Table(title=explanation.title, columns=("", "", "rules"), rows=rows).html()
    parts = "".join(
        f"<details><summary>{escaped(part.title)}</summary>{_html(part)}</details>"
        for part in explanation.parts[:SHOWN]
    )
    left_out = len(explanation.parts) - SHOWN
    more = f"<p>… and {left_out} more</p>" if left_out > 0 else ""
    return f"{table}{parts}{more}"
