"""Texts as far as the law can tell them apart: kinds, each with an example.

Every test that a condition makes on a fact is collected; texts that pass and fail the same tests
are of one kind. INVARIANT: every text whatever is of one of the kinds, so that nothing is lost by
looking at the examples only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count

import attrs
from attrs import frozen

from comity.decide.reference import covers
from comity.model import tree
from comity.model.shape import Field, case_shape, each_fact
from comity.model.tree import Spec, Table


class UnprovableError(Exception):
    """A condition of a form that this reader cannot put into a formula."""


@frozen
class Kind:
    """Texts that no condition tells apart. `single`: there is only this one.

    `marks`: how each of them fares in every test; None for the text of a literal.
    """

    examples: tuple[str, ...]
    single: bool
    marks: tuple[object, ...] | None = None


@attrs.define
class _Tests:
    """What conditions ask about one fact, or about several that are compared with each other."""

    sets: set[frozenset[str]] = attrs.field(factory=set)
    prefixes: set[str] = attrs.field(factory=set)
    sections: set[tuple[Table, str]] = attrs.field(factory=set)
    specs: set[tuple[Spec, ...]] = attrs.field(factory=set)

    def literals(self) -> set[str]:
        return set(chain.from_iterable(self.sets))

    def add(self, other: "_Tests") -> None:
        self.sets |= other.sets
        self.prefixes |= other.prefixes
        self.sections |= other.sections
        self.specs |= other.specs

    def results(self, text: str) -> tuple[object, ...]:
        """How a text fares in every test."""
        return (
            *(text in one for one in self.sets),
            *(text.startswith(one) for one in self.prefixes),
            *(table.entries.get((code, text)) for table, code in self.sections),
            *(covers(specs, text) for specs in self.specs),
        )


_OTHER = {
    "code": ("NJ 2C", "NY AC"),
    "section": ("155.25",),
    "target_section": ("155.25",),
    "subdivision": ("1",),
    "target_subdivision": ("1",),
    "from": ("us-nj/state-police", "us/marshals"),
    "form": ("I-247A",),
    "offences": ("18 USC 922",),
    "basis": ("statements",),
    "items": ("address",),
    "shown_documents": ("passport",),
}
"""What texts may say that no condition asks about, by the name of their fact."""


def fields() -> Mapping[str, Field]:
    """Every fact by its path, with `[]` after the name of each list above it."""
    return dict(each_fact(case_shape()))


class Vocabulary:
    """The kinds of texts of every fact, as the conditions under some roots distinguish them."""

    def __init__(self, roots: Iterable[tree.Node]) -> None:
        self._tests: dict[str, _Tests] = defaultdict(_Tests)
        self._joined: dict[str, str] = {}
        self._gathered: dict[str, _Tests] = {}
        self._kinds: dict[str, tuple[Kind, ...]] = {}
        self._seen: set[tuple[tree.Node, tuple[tuple[str, str], ...]]] = set()
        self._fields = fields()
        # A paper that was not shown has no issuer, whatever the conditions ask.
        self._tests["request.instruments[].kind"].sets.add(frozenset({"none-shown"}))
        for root in roots:
            self._collect(root, {})

    def kinds(self, path: str) -> tuple[Kind, ...]:
        """The kinds of a fact's texts; `[]` at the end of the path for the elements of a list."""
        if path not in self._kinds:
            self._kinds[path] = tuple(self._sorted(path))
        return self._kinds[path]

    def marks(self, path: str, text: str) -> tuple[object, ...]:
        """How a text of a fact fares in every test: that of its kind."""
        return self._asked(path).results(text)

    def _sorted(self, path: str) -> Iterator[Kind]:
        field = self._fields.get(path.removesuffix("[]"))
        tests = self._asked(path)
        terms = field.terms if field else ()
        found: dict[tuple[object, ...], list[str]] = defaultdict(list)
        name = path.removesuffix("[]").rpartition(".")[2]
        for text in terms or _examples(tests, _OTHER.get(name, ("other",))):
            found[tests.results(text)].append(text)
        for marks, texts in found.items():
            alone = frozenset(texts[:1]) in tests.sets
            yield Kind(tuple(texts), alone or bool(terms and len(texts) == 1), marks)

    def _asked(self, path: str) -> _Tests:
        """The tests on a fact and on all that are compared with it, gathered once."""
        top = self._top(path)
        if top not in self._gathered:
            tests = self._gathered[top] = _Tests()
            for other, asked in self._tests.items():
                if self._top(other) == top:
                    tests.add(asked)
        return self._gathered[top]

    def _top(self, path: str) -> str:
        while path in self._joined:
            path = self._joined[path]
        return path

    def _join(self, one: str, other: str) -> None:
        one, other = self._top(one), self._top(other)
        if one != other:
            self._joined[one] = other

    def _collect(self, node: tree.Node, names: Mapping[str, str]) -> None:
        key = (node, tuple(sorted(names.items())))
        if key in self._seen:
            return
        self._seen.add(key)
        self._look(node, names)
        if isinstance(node, tree.Term):
            self._collect(node.body, names)
            return
        inner = names
        if isinstance(node, tree.Quantified | tree.Count) and node.var:
            inner = {**names, node.var: f"{where(node.items, names)}[]"}
        for child in tree.children(node):
            self._collect(child, inner)

    def _look(self, node: tree.Node, names: Mapping[str, str]) -> None:
        match node:
            case tree.Compare(_, left, right) | tree.Among(left, right):
                self._compared(left, right, names)
                self._compared(right, left, names)
            case tree.StartsWith(of, prefix):
                self._of(of, names).prefixes.add(prefix)
            case tree.Listed(table, (term,)) if table.terms is not None:
                self._of(term, names).sets.add(table.terms)
            case tree.Listed(table, (code, section, subdivision)):
                for known, _ in table.entries:
                    self._of(code, names).sets.add(frozenset({known}))
                    self._of(section, names).sections.add((table, known))
                wanted = {specs for specs in table.entries.values() if specs}
                self._of(subdivision, names).specs.update(wanted)

    def _compared(self, one: tree.Node, other: tree.Node, names: Mapping[str, str]) -> None:
        path = where(one, names)
        if path is None:
            return
        if isinstance(other, tree.Const):
            texts = other.value if isinstance(other.value, tuple) else (other.value,)
            if all(isinstance(text, str) for text in texts):
                # A list of texts is asked for one of them, a text whether it is any of them.
                self._tests[self._element(path)].sets.add(frozenset(texts))
        else:
            second = where(other, names)
            if second is not None:
                self._join(self._element(path), self._element(second))

    def _of(self, node: tree.Node, names: Mapping[str, str]) -> _Tests:
        path = where(node, names)
        return _Tests() if path is None else self._tests[self._element(path)]

    def _element(self, path: str) -> str:
        """The path of a text itself: of the elements, where the path names a list of texts."""
        field = self._fields.get(path)
        return f"{path}[]" if field and not isinstance(field.type, str) else path


def where(node: tree.Node, names: Mapping[str, str]) -> str | None:
    """The path of a fact or element, `[]` for any number; None for what is computed."""
    match node:
        case tree.Fact(path):
            return ".".join(path)
        case tree.Var(name):
            return names[name]
        case tree.Member(of, name):
            return f"{where(of, names)}.{name}"
        case tree.Term():
            return where(node.body, names)
    return None


def _examples(tests: _Tests, others: tuple[str, ...]) -> Iterator[str]:
    """A text of every kind, some of them several times, the plainest first."""
    literals = tests.literals()
    yield from sorted(literals)
    yield from sorted({section for table, _ in tests.sections for _, section in table.entries})
    if tests.specs:
        if tests.prefixes:
            raise UnprovableError("the beginning of a subdivision, and the subdivision on a list")
        yield from _subdivisions(tests, literals)
    for prefix in sorted({"", *tests.prefixes}):
        if prefix[-1:].isalnum():
            yield prefix
        yield _fresh(prefix, others, tests, literals)


def _fresh(prefix: str, others: tuple[str, ...], tests: _Tests, literals: set[str]) -> str:
    """A text that begins with a prefix and passes no test but those that this brings about."""
    sections = {section for table, _ in tests.sections for _, section in table.entries}
    longer = tuple(one for one in tests.prefixes if len(one) > len(prefix))
    usual = (one.removeprefix(prefix) for one in others if one.startswith(prefix))
    tails = chain(usual, ["x"], (f"other-{n}" for n in count(1)))
    # Of endlessly many tails only finitely many are literals; where a longer prefix may stand in
    # the way, the first letter varies too.
    for tail in _varied(tails) if longer else tails:
        text = prefix + tail
        if text not in literals and text not in sections and not text.startswith(longer):
            return text
    raise AssertionError


def _varied(tails: Iterable[str]) -> Iterator[str]:
    for number, tail in enumerate(tails):
        yield tail
        yield chr(0x100 + number) + tail


def _subdivisions(tests: _Tests, literals: set[str]) -> Iterator[str]:
    """Subdivisions at every node of the tree that the lists spell out, and beside each."""
    specs = [spec for one in tests.specs for spec in one]
    paths: set[tuple[str, ...]] = {()}
    firsts: set[int] = set()
    for spec in specs:
        if spec.through is None:
            paths |= {spec.tokens[:n] for n in range(len(spec.tokens) + 1)}
        else:
            first, last = int(spec.tokens[0]), int(spec.through)
            firsts |= {*range(first, min(last, first + 99) + 1), last}
    paths |= {(str(one),) for one in firsts}
    # "02" is in the range 1 to 3, and is not the token "2".
    paths |= {("0" + path[0],) for path in set(paths) if path and path[0].isdigit()}
    for path in sorted(paths, key=lambda one: (len(one), one)):
        text = "".join([*path[:1], *(f"({token})" for token in path[1:])])
        yield text
        if text in literals:
            yield text + " "
