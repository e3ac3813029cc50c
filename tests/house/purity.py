"""What may make a result depend on more than its arguments, or be less than exact, found in a syntax tree.

Each checker takes a module and yields (line, what is wrong); `CHECKERS` names them all.
"""

import ast
from collections.abc import Callable, Iterator

from tests.house.source import Module, nodes

Finding = tuple[int, str]
Checker = Callable[[Module], Iterator[Finding]]


def floats(module: Module) -> Iterator[Finding]:
    """Float literals, the name `float`, `round`, and number formats that round."""
    for node in nodes(module.tree):
        match node:
            case ast.Constant(value=float() | complex() as value):
                yield node.lineno, f"the float {value!r}"
            case ast.Name(id="float" | "complex" | "round" as name):
                yield node.lineno, name
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[*_, ast.Constant(value=str(spec))])):
                if spec[-1:] in tuple("eEfFgGn%"):
                    yield node.lineno, f"format {spec!r} rounds"


def division(module: Module) -> Iterator[Finding]:
    """True division: of two ints it gives a float."""
    for node in nodes(module.tree):
        match node:
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield node.lineno, "true division: Fraction(a, b) is exact, // is whole"


MATH = {"gcd", "isqrt", "lcm", "comb", "prod"}


def approximate_libraries(module: Module) -> Iterator[Finding]:
    """Modules of floats, and of math anything but its whole-number functions."""
    for node in nodes(module.tree):
        match node:
            case ast.ImportFrom(module="math", names=names):
                yield from ((node.lineno, f"math.{name.name}") for name in names if name.name not in MATH)
            case ast.Import(names=names):
                found = {name.name.split(".")[0] for name in names} & {"math", "cmath", "statistics"}
                yield from ((node.lineno, name) for name in sorted(found))
            case ast.ImportFrom(module="cmath" | "statistics" as name):
                yield node.lineno, name


# The ambient context decides what these give; arithmetic is done on ints and fractions.
DECIMAL_METHODS = {"quantize", "normalize", "sqrt", "ln", "log10", "exp", "fma", "create_decimal", "remainder_near"}
CONTEXT = {"getcontext", "setcontext", "localcontext", "DefaultContext", "BasicContext", "ExtendedContext"}


def decimal_context(module: Module) -> Iterator[Finding]:
    """The ambient decimal context, and the decimal methods that obey it."""
    for node in nodes(module.tree):
        match node:
            case ast.Attribute(attr=name) if name in DECIMAL_METHODS | CONTEXT:
                yield node.lineno, name
            case ast.ImportFrom(names=names):
                yield from ((node.lineno, name.name) for name in names if name.name in CONTEXT)


CLOCKS = {"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp", "timestamp"}
OUTSIDE = {
    *("time", "locale", "os", "random", "secrets", "uuid", "getpass", "platform", "socket", "subprocess", "threading"),
    *("logging", "warnings", "pathlib", "tempfile", "shutil", "urllib", "http", "asyncio", "pickle", "zoneinfo"),
}


def surroundings(module: Module) -> Iterator[Finding]:
    """Clocks, the environment, locale, chance, files and the local zone."""
    for node in nodes(module.tree):
        match node:
            case ast.Import(names=names):
                found = [name.name for name in names if name.name.split(".")[0] in OUTSIDE]
                yield from ((node.lineno, name) for name in found)
            case ast.ImportFrom(module=str(name), level=0) if name.split(".")[0] in OUTSIDE:
                yield node.lineno, name
            case ast.Attribute(attr=name) if name in CLOCKS:
                yield node.lineno, f"clock: {name}"
            case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
                yield node.lineno, "astimezone() without a zone means the machine's"


BUILTINS = {
    *("print", "open", "input", "breakpoint", "eval", "exec", "compile", "globals", "locals", "vars", "__import__"),
    *("id", "hash"),  # differ from run to run
}


def builtins(module: Module) -> Iterator[Finding]:
    """Calls of builtins that reach out, run text, or differ from run to run; `assert`, which -O removes."""
    for node in nodes(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BUILTINS:
                yield node.lineno, f"{name}()"
            case ast.Assert():
                yield node.lineno, "assert: -O removes it"
            case ast.Global() | ast.Nonlocal():
                yield node.lineno, "rebinding a name of an outer scope"
            case ast.Attribute(value=ast.Name(id="object"), attr="__setattr__" | "__delattr__" | "__new__" as name):
                yield node.lineno, f"object.{name} bypasses frozen"


def swallowed_errors(module: Module) -> Iterator[Finding]:
    """A bare `except`, or one so wide that it hides mistakes."""
    for node in nodes(module.tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno, "bare except"
            case ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException" as name)):
                yield node.lineno, f"except {name}"


def loose_types(module: Module) -> Iterator[Finding]:
    """`isinstance` and class patterns of int and date: True passes for an int, a datetime for a date."""
    for node in nodes(module.tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kinds]):
                names = {each.id for each in ast.walk(kinds) if isinstance(each, ast.Name)} & {"int", "date"}
                yield from ((node.lineno, f"isinstance of {name}: use type(x) is {name}") for name in sorted(names))
            case ast.MatchClass(cls=ast.Name(id="int" | "date" as name)):
                yield node.lineno, f"case {name}()"


MUTABLE_CALLS = {"list", "dict", "set", "bytearray", "defaultdict", "Counter", "OrderedDict", "deque", "ChainMap"}


def mutable_state(module: Module) -> Iterator[Finding]:
    """Mutable values at module or class level, except a private one that only other constants are made from."""
    bodies = [module.tree.body, *(node.body for node in nodes(module.tree) if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
            ):
                if _is_mutable(value) and name != "__all__" and not _feeds_constants(name, module.tree):
                    yield node.lineno, f"{name} is mutable"


def _is_mutable(value: ast.expr | None) -> bool:
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in MUTABLE_CALLS
        case _:
            return False


def _feeds_constants(name: str, tree: ast.Module) -> bool:
    """Whether a name is private and no function uses it."""
    inside = [node for node in nodes(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    used = {each.id for node in inside for each in ast.walk(node) if isinstance(each, ast.Name)}
    return name.startswith("_") and name not in used


def endless_caches(module: Module) -> Iterator[Finding]:
    """Caches without a bound: what a caller passes would stay in memory for good."""
    for node in nodes(module.tree):
        match node:
            case ast.ImportFrom(module="functools", names=names):
                yield from ((node.lineno, "functools.cache") for name in names if name.name == "cache")
            case ast.Attribute(value=ast.Name(id="functools"), attr="cache"):
                yield node.lineno, "functools.cache"
            case ast.keyword(arg="maxsize", value=ast.Constant(value=None)):
                yield node.value.lineno, "maxsize=None"


# Decorators whose functions the mutation tool does change, or that have no body worth changing.
SEEN_DECORATORS = {"classmethod", "staticmethod", "overload"}


def hidden_bodies(module: Module) -> Iterator[Finding]:
    """A decorated function that computes: mutation testing cannot see it, so its body is one call or one name."""
    for node in nodes(module.tree):
        if (
            not isinstance(node, ast.FunctionDef)
            or {_decorator(each) for each in node.decorator_list} <= SEEN_DECORATORS
        ):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        match body:
            case []:
                continue
            case [ast.Return(value=value) | ast.Expr(value=value)] if value is not None and _is_plain(value):
                continue
        yield node.lineno, f"{node.name}: a decorated body is one call to a plain function"


def _decorator(node: ast.expr) -> str:
    match node:
        case ast.Call(func=func):
            return _decorator(func)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_plain(value: ast.expr) -> bool:
    if value == ast.Constant(value=...) or (isinstance(value, ast.Constant) and value.value is ...):
        return True
    plain = ast.Call | ast.Name | ast.Attribute | ast.Load | ast.Starred | ast.keyword
    return all(isinstance(each, plain) for each in ast.walk(value))


CHECKERS: dict[str, Checker] = {
    checker.__name__: checker
    for checker in (
        floats,
        division,
        approximate_libraries,
        decimal_context,
        surroundings,
        builtins,
        swallowed_errors,
        loose_types,
        mutable_state,
        endless_caches,
        hidden_bodies,
    )
}
