"""Writes conditions as Python expressions, for `closure`.

With `certain`, a truth is a plain bool and the text raises `UnknownFactError` where an unknown
fact would matter; without, a truth may be None and all parts of an `&&` or `||` are looked at.
INVARIANT: no text of a rule enters the source; texts and tables are constants, handed in by name.
"""

from collections import Counter
from collections.abc import Iterable

from comity.model import tree
from comity.model.tree import Node


class UnknownFactError(Exception):
    """An unknown fact stands in the way of a two-valued answer."""


class Writer:
    """Collects the source of one generated function `decide(case)`."""

    def __init__(self, certain: bool, roots: Iterable[Node]) -> None:
        self.certain = certain
        self._uses = _uses(roots)
        self.constants: dict[str, object] = {"_give_up": _give_up}
        self.helpers: list[str] = []
        self.lines: list[str] = []
        self._shared: dict[Node, str] = {}
        self._constants: dict[tuple[type, object], str] = {}
        self._count = 0
        self._depth = 0

    def finish(self, result: str) -> str:
        """The source of the whole function, which returns `result`."""
        body = "\n".join(f"    {line}" for line in [*self.lines, f"return {result}"])
        return "\n".join([*self.helpers, "def decide(case):", body])

    def name(self, prefix: str) -> str:
        """A name that is used nowhere else."""
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: object) -> str:
        """A name for a value that is handed in; small ones are written out."""
        if value is None or isinstance(value, bool | int):
            return repr(value)
        try:
            known = self._constants.get((type(value), value))
        except TypeError:
            known = None
        if known is None:
            known = self.name("K")
            self.constants[known] = value
            try:
                self._constants[type(value), value] = known
            except TypeError:
                return known
        return known

    def local(self, text: str) -> str:
        """A local variable of the function that holds the value of an expression."""
        name = self.name("v")
        self.lines.append(f"{name} = {text}")
        return name

    def truth(self, node: Node) -> str:
        """The text of a truth; one that stands in several conditions is worked out once."""
        if self._uses[node] < 2 or self._depth or isinstance(node, tree.Const):
            return self._truth(node)
        if node not in self._shared:
            self._shared[node] = self.local(self._truth(node))
        return self._shared[node]

    def _truth(self, node: Node) -> str:
        part = self.truth
        match node:
            case tree.And(parts) | tree.Or(parts):
                return self._joined(isinstance(node, tree.And), [part(one) for one in parts])
            case tree.Not(inside):
                return self._not(part(inside))
            case tree.Term():
                return part(node.body)
            case tree.Surely(inside):
                return part(inside) if self.certain else _is(part(inside), "is True")
            case tree.Perhaps(inside):
                return part(inside) if self.certain else _is(part(inside), "is not False")
            case tree.Unknown(inside):
                return f"({self.raw(inside)} is None)"
            case tree.Quantified() | tree.Count():
                return self._over_list(node)
            case tree.Listed():
                return self._listed(node)
            case tree.Fact() | tree.Member() if node.type == tree.TRUTH and self.certain:
                found = self.name("x")
                return f"(({found} := {self.raw(node)}) or {found} is None and _give_up())"
        return self.value(node)

    def raw(self, node: Node) -> str:
        """The text of a fact or variable as it stands in the case, unknown or not."""
        match node:
            case tree.Fact():
                return ".".join(("case", *node.attributes))
            case tree.Var(name):
                return _variable(name)
            case tree.Member(of, _, attribute, _):
                return f"{self.raw(of)}.{attribute}"
            case tree.Term():
                return self.raw(node.body)
            case tree.Const(known):
                return self.constant(known)
        return self.truth(node)

    def value(self, node: Node) -> str:
        """The text of a value of any type; with `certain` it may be None only where that raises."""
        match node:
            case tree.Compare(op, left, right):
                if self.certain and op == "==":
                    return self._equal(left, right)
                if self.certain and op == "!=":
                    return f"(not {self._equal(left, right)})"
                return self._strict(f"{{}} {op} {{}}", (left, right))
            case tree.Among(item, options):
                if self.certain:
                    return self._among(item, options)
                return self._strict("{} in {}", (item, options))
            case tree.StartsWith(of, prefix):
                return self._strict(f"{{}}.startswith({self.constant(prefix)})", (of,))
            case tree.Plus(left, right, sign, type_):
                days = "_timedelta({})" if type_ == tree.DAY else "{}"
                return self._strict("{} " + ("+" if sign > 0 else "-") + f" {days}", (left, right))
            case tree.Call():
                return self._call(node)
            case tree.And() | tree.Or() | tree.Not() | tree.Quantified() | tree.Count():
                return self.truth(node)
            case tree.Listed() | tree.Surely() | tree.Perhaps() | tree.Unknown():
                return self.truth(node)
            case tree.Term():
                return self.value(node.body)
        return self.raw(node)

    def _joined(self, all_of: bool, parts: list[str]) -> str:
        if not parts:
            return repr(all_of)
        if len(parts) == 1:
            return parts[0]
        if self.certain:
            return "(" + (" and " if all_of else " or ").join(parts) + ")"
        seen = self.name("t")
        decisive = not all_of
        return (
            f"({decisive} if {decisive} in ({seen} := ({', '.join(parts)})) "
            f"else None if None in {seen} else {all_of})"
        )

    def _not(self, part: str) -> str:
        if self.certain:
            return f"(not {part})"
        found = self.name("n")
        return f"(None if ({found} := {part}) is None else not {found})"

    def _strict(self, form: str, operands: tuple[Node, ...]) -> str:
        """An operation on operands that must all be known."""
        texts = [self.value(one) for one in operands]
        if self.certain:
            return "(" + form.format(*texts) + ")"
        names, tests = [], []
        for node, text in zip(operands, texts, strict=True):
            if isinstance(node, tree.Const):
                names.append(text)
                continue
            name = self.name("o")
            names.append(name)
            tests.append(f"({name} := {text}) is None")
        operation = form.format(*names)
        # Every operand is worked out before the test, so that each name is bound.
        return f"(None if {' or '.join(tests)} else {operation})" if tests else f"({operation})"

    def _equal(self, left: Node, right: Node) -> str:
        known, other = (left, right) if isinstance(left, tree.Const) else (right, left)
        if not isinstance(known, tree.Const):
            return self._sure("{} == {}", (left, right))
        found = self.name("e")
        return (
            f"(({found} := {self.value(other)}) == {self.value(known)} "
            f"or {found} is None and _give_up())"
        )

    def _among(self, item: Node, options: Node) -> str:
        if isinstance(options, tree.Const) and not isinstance(item, tree.Const):
            found = self.name("a")
            chosen = self.constant(frozenset(options.value))  # type: ignore[call-overload]
            return (
                f"(({found} := {self.value(item)}) in {chosen} or {found} is None and _give_up())"
            )
        return self._sure("{} in {}", (item, options))

    def _sure(self, form: str, operands: tuple[Node, ...]) -> str:
        names, tests = [], []
        for node in operands:
            name = self.name("s")
            names.append(name)
            tests.append(f"({name} := {self.value(node)}) is None")
        return f"(_give_up() if {' or '.join(tests)} else {form.format(*names)})"

    def _call(self, node: tree.Call) -> str:
        calendar = f", {self.constant(node.calendar)}"
        form = {
            "day": "_clock.day_of({}" + calendar + ")",
            "end_of_day": "_clock.end_of_day({}" + calendar + ")",
            "years_before": "_clock.years_before({}, {})",
            "years_after": "_clock.years_before({}, -{})",
            "days_served": "_clock.days_served({}, {}, {})",
            "hours_after": "_clock.hours_after({}, {}, {}" + calendar + ")",
        }[node.function]
        # An empty list of periods would hide an unknown day.
        if self.certain and node.function == "days_served":
            return self._sure(form, node.args)
        return self._strict(form, node.args)

    def _listed(self, node: tree.Listed) -> str:
        values = ", ".join(self.value(arg) for arg in node.args)
        table = self.constant(node.table)
        found = f"_reference.listed({table}, ({values},))"
        if not self.certain:
            return found
        if node.table.terms is not None:
            return self._among(node.args[0], tree.Const(tuple(node.table.terms)))
        whole = self.constant(
            frozenset(key for key, specs in node.table.entries.items() if not specs)
        )
        code, section, _ = (self.value(arg) for arg in node.args)
        name = self.name("l")
        rest = f"({name} := {found}) or {name} is None and _give_up()"
        return f"(({code}, {section}) in {whole} or {rest})"

    def _over_list(self, node: tree.Quantified | tree.Count) -> str:
        items = self.value(node.items)
        if node.body is None or node.var is None:
            return self._strict("len({})", (node.items,))
        kind = node.kind if isinstance(node, tree.Quantified) else "count"
        outer = sorted({_variable(one) for one in _free(node)})
        helper = self.name("q")
        # Inside a helper the local variables of `decide` are out of sight.
        self._depth += 1
        body = self.truth(node.body)
        self._depth -= 1
        lines = _LOOPS[kind, self.certain].format(
            name=helper,
            parameters=", ".join(["items", "case", *outer]),
            variable=_variable(node.var),
            body=body,
        )
        self.helpers.append(lines)
        return f"{helper}({', '.join([items, 'case', *outer])})"


def _uses(roots: Iterable[Node]) -> Counter[Node]:
    """How often each condition is written, outside quantifiers."""
    found: Counter[Node] = Counter()

    def visit(node: Node) -> None:
        found[node] += 1
        inner = isinstance(node, tree.And | tree.Or | tree.Not | tree.Surely | tree.Perhaps)
        if found[node] == 1 and inner:
            for child in tree.children(node):
                visit(child)
        if found[node] == 1 and isinstance(node, tree.Term):
            visit(node.body)

    for root in roots:
        visit(root)
    return found


def _is(part: str, test: str) -> str:
    if part in ("True", "False"):
        return part
    return f"({part} {test})"


def _give_up() -> bool:
    raise UnknownFactError


def _variable(name: str) -> str:
    written, _, depth = name.partition("@")
    return f"{written}_{depth}"


def _free(node: Node) -> set[str]:
    """The variables of a node that enclosing quantifiers bind."""
    if isinstance(node, tree.Var):
        return {node.name}
    found = {name for child in tree.children(node) for name in _free(child)}
    if isinstance(node, tree.Quantified | tree.Count):
        found.discard(node.var or "")
    return found


_ANY = """
def {name}({parameters}):
    for {variable} in items:
        if {body}:
            return True
    return False
"""
_ALL = """
def {name}({parameters}):
    for {variable} in items:
        if not {body}:
            return False
    return True
"""
_COUNTED = """
def {name}({parameters}):
    return sum(1 for {variable} in items if {body})
"""
_SURE_ONE = """
def {name}({parameters}):
    return sum(1 for {variable} in items if {body}) == 1
"""
_KLEENE = """
def {{name}}({{parameters}}):
    if items is None:
        return None
    return {}([{{body}} for {{variable}} in items])
"""
_LOOPS = {
    ("exists", True): _ANY,
    ("all", True): _ALL,
    ("exists_one", True): _SURE_ONE,
    ("count", True): _COUNTED,
    ("exists", False): _KLEENE.format("_reference.disjunction"),
    ("all", False): _KLEENE.format("_reference.conjunction"),
    ("exists_one", False): _KLEENE.format("_reference.exactly_one"),
    ("count", False): _KLEENE.format("_reference.counted"),
}
