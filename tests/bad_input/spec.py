"""How the tables of targets are written: a public callable, valid arguments for it, and of which kind each parameter is."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.bad_input.rows import ROWS, Row, row


class Given(NamedTuple):
    """A valid argument and the kinds of its parameter; a bad row that names one of them is no mistake there."""

    value: object
    kinds: frozenset[str]
    but: frozenset[str] = frozenset()  # rows that are a mistake here all the same
    also: frozenset[str] = frozenset()  # rows that are none here, by name
    bad: tuple[tuple[str, object], ...] = ()  # values that are a mistake just here
    member: bool = False  # whether each member of the argument is replaced too
    member_kinds: frozenset[str] = frozenset()


def given(
    value: object,
    *kinds: str,
    but: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    bad: dict[str, object] | None = None,
) -> Given:
    """Return an argument with its kinds: "id", "day", "None" where it may be left out; no kind: that of its class."""
    kinds = kinds or (type(value).__name__,)
    return Given(value, frozenset(kinds), frozenset(but), frozenset(also), tuple((bad or {}).items()))


def each(
    value: object,
    *kinds: str,
    container: str | tuple[str, ...] = "tuple",
    but: tuple[str, ...] = (),
    bad: dict[str, object] | None = None,
) -> Given:
    """Return an argument that holds others: it is replaced as a whole, and its first member by each row."""
    containers = (container,) if isinstance(container, str) else container
    found = given(value, *containers, but=but, bad=bad)
    return found._replace(member=True, member_kinds=frozenset(kinds))


class Target(NamedTuple):
    """One public callable: its name (room.Class.method), who it is called on, and its arguments."""

    name: str
    owner: object
    arguments: dict[str, Given]
    shares: int = 1  # of the catalogue; one of them is tried, another one for each name


def target(name: str, owner: object = None, /, **arguments: object) -> Target:
    """Return a target; an argument that is no `Given` is of the kind of its own class."""
    return Target(name, owner, {key: _given(value) for key, value in arguments.items()})


def _given(value: object) -> Given:
    return value if isinstance(value, Given) else Given(value, frozenset({type(value).__name__}))


class Place(NamedTuple):
    """Where a bad value is put: a parameter, or the first member of one."""

    target: Target
    parameter: str
    member: bool

    @property
    def name(self) -> str:
        """How a finding names it."""
        return f"{self.target.name}({self.parameter}{'[0]' if self.member else ''})"

    def arguments(self, bad: object) -> dict[str, object]:
        """Return the target's arguments with the bad value in this place."""
        values = {key: each.value for key, each in self.target.arguments.items()}
        values[self.parameter] = (bad, *tuple(values[self.parameter])[1:]) if self.member else bad
        return values

    def rows(self, shares: int = 1) -> tuple[Row, ...]:
        """Return all that is tried here: the catalogue (or one of so many shares of it), and what is bad just here."""
        own = () if self.member else self.target.arguments[self.parameter].bad
        shares = max(shares, self.target.shares)
        return (*ROWS[len(self.name) % shares :: shares], *(row(name, value) for name, value in own))

    def takes(self, tried: Row) -> bool:
        """Whether a row is no mistake here."""
        one = self.target.arguments[self.parameter]
        kinds = one.member_kinds if self.member else one.kinds
        if tried.name in one.but or tried.name in one.also:
            return tried.name in one.also
        return "anything" in kinds or bool(tried.legal & kinds)


def places(targets: tuple[Target, ...]) -> Iterator[Place]:
    """Yield every place of every target."""
    for each_target in targets:
        for parameter, one in each_target.arguments.items():
            yield Place(each_target, parameter, member=False)
            if one.member:
                yield Place(each_target, parameter, member=True)
