"""The whole query: the facts, the values worked out step by step, the answers."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from comity.decide.sql import day_steps, days, elements, lists, versions
from comity.decide.sql.cells import Cell, Layout
from comity.decide.sql.columns import Absent, Columns, column
from comity.decide.sql.constants import Constants
from comity.decide.sql.dialect import DIALECTS
from comity.decide.sql.fold import Folding
from comity.decide.sql.kinds import looked_up
from comity.decide.sql.nodes import InVersions, Kept, parts, replaced
from comity.decide.sql.questions import Questions
from comity.decide.sql.write import Writer
from comity.model import tree
from comity.model.provision import Version
from comity.model.shape import case_shape
from comity.model.tree import Node

# No column of a step may have one of these names: a condition on elements would not see it.
_RESERVED = (versions.NUMBER, "id", "at", "agency", *days.NAMES, *day_steps.NAMES, *lists.NAMES)


class Query:
    """The query that answers for some versions of the law over one table of cases."""

    def __init__(
        self,
        asked: Sequence[Version],
        columns: Columns,
        constants: Sequence[Constants],
        actions: Iterable[str],
        carry: Iterable[str],
        dialect: str,
    ) -> None:
        self.versions = asked
        self.carry = tuple(carry)
        self.constants = constants
        self.dialect = DIALECTS[dialect]
        self.folding = Folding(columns, self.dialect)
        questions = Questions(asked, actions, self.folding).asked()
        self._taken = {one.lower() for one in (*_RESERVED, *self.carry, *self.folding.lists)}
        self.answers = self._shared(questions)
        self.layout = Layout(self.answers.values(), self._named)
        self.writer = Writer(self.folding, *constants)

    def select(self, source: str, *, in_force: bool) -> exp.Select:
        """The query. `in_force`: only cases of the versions' agencies and days."""
        steps = self._steps()
        answers = [_alias(self.writer(node), name) for name, node in self.answers.items()]
        last: list[exp.Expr] = [*(column(name) for name in self.carry), *answers]
        read = _read([last, *reversed(steps)])
        facts = [one for one in self._facts() if one.alias_or_name in read[len(steps)]]
        found = self._table(source, facts, in_force=in_force)
        made = [one.alias_or_name for one in found.expressions]
        for n, step in enumerate(steps):
            needed = read[len(steps) - 1 - n]
            kept = [column(name) for name in made if name in needed]
            found = _select([*kept, *step], _nested(found))
            made = [one.alias_or_name for one in found.expressions]
        return _select(last, _nested(found))

    def _shared(self, asked: dict[str, Node]) -> dict[str, Node]:
        asked = _with(looked_up(asked.values(), self.folding.columns.kinds), asked)
        return _with(elements.shared(asked.values(), self._named), asked)

    def _steps(self) -> list[list[exp.Expr]]:
        """The columns of each step; a step reads only what earlier ones have made."""
        steps: dict[int, list[exp.Expr]] = {}
        ready: dict[Node, str] = {}
        self.writer.names = ready
        for cell in self.layout.cells:
            steps.setdefault(cell.step, []).append(self._column(cell))
            ready[cell.node] = cell.name
        return [steps[step] for step in sorted(steps)]

    def _column(self, cell: Cell) -> exp.Expr:
        value = self.writer.form(cell.node)
        if cell.guard is not None:
            value = exp.Case(ifs=[exp.If(this=self.writer(cell.guard), true=value)])
        return _alias(value, cell.name)

    def _facts(self) -> Iterator[exp.Expr]:
        """The columns that may be read: the facts, and the constants."""
        for path in sorted(_looked_at(self.layout)):
            if ".".join(path) not in self.carry:
                yield _alias(self.writer.fact(path), ".".join(path))
        yield from (column(name) for one in self.constants for name in one.names)

    def _table(self, source: str, facts: list[exp.Expr], *, in_force: bool) -> exp.Select:
        """The first step: the rows that are asked about, and which version is in force."""
        told_apart = any(isinstance(node, InVersions) for node in self.layout.order)
        # Which of several is in force is asked even where all of them answer alike.
        numbered = told_apart or (in_force and len(self.versions) > 1)
        table: exp.Expr = exp.to_table(source, dialect=self.dialect.name)
        if numbered:
            number = _alias(versions.number(self.versions), versions.NUMBER)
            table = _nested(_select([exp.Star(), number], table))
            facts = [*facts, column(versions.NUMBER)]
        chosen = [*(self._carried(name) for name in self.carry), *facts]
        # Where the columns alone settle every answer, no column is read.
        found = _select(chosen or [_alias(exp.null(), "nothing")], table)
        for one in self.constants:
            if {*one.names} & {fact.name for fact in facts}:
                found.append("joins", exp.Join(this=exp.to_table(one.table), kind="CROSS"))
        if in_force:
            found.set("where", exp.Where(this=versions.in_force(self.versions)))
        return found

    def _carried(self, name: str) -> exp.Expr:
        """A column as it stands, or a fact by its path."""
        columns = self.folding.columns
        path = tuple(name.split("."))
        if name in columns.types or path[0] not in case_shape().fields:
            return column(name)
        found = columns.find(path)
        missing = isinstance(found, Absent) and found.within is None
        return _alias(exp.null() if missing else self.writer.fact(path), name)

    def _named(self, node: Node) -> str:
        """A new name for a node: what the law calls it, or the kind of node."""
        said = self.folding.names.get(node) or _kind(node)
        name, n = said, 1
        while name.lower() in self._taken:
            n += 1
            name = f"{said} {n}"
        self._taken.add(name.lower())
        return name


def _with(by: dict[Node, Node], asked: dict[str, Node]) -> dict[str, Node]:
    done: dict[Node, Node] = {}
    return {name: replaced(node, by, done) for name, node in asked.items()}


def _read(steps: Sequence[Sequence[exp.Expr]]) -> list[set[str]]:
    """For each step, the last one first, the names that it and those after it read."""
    found: list[set[str]] = []
    names: set[str] = set()
    for step in steps:
        names = names | {one.name for value in step for one in value.find_all(exp.Column)}
        found.append(names)
    return found


def _select(expressions: list[exp.Expr], table: exp.Expr) -> exp.Select:
    """A query, made without the copies that sqlglot's own builders make."""
    return exp.Select(expressions=expressions, from_=exp.From(this=table))


def _nested(query: exp.Select) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier("t")))


def _alias(value: exp.Expr, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True))


def _kind(node: Node) -> str:
    if isinstance(node, tree.Member):
        return node.name
    return type(node).__name__.lower()


def _looked_at(layout: Layout) -> set[tuple[str, ...]]:
    """The paths of the facts that anything looks at."""
    found: set[tuple[str, ...]] = set()
    seen: set[Node] = set()

    def look(node: Node) -> None:
        if node in seen or isinstance(node, Kept):
            return
        seen.add(node)
        if isinstance(node, tree.Fact):
            found.add(node.path)
        for part in parts(node):
            look(part)

    for root in layout.roots:
        look(root)
    return found
