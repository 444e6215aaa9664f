"""Schedules in SQL: whether a term, or a code, section and subdivision, is on a list.

A long list of texts is a hash table of our own in DuckDB, because its own `IN` compares one text
after the other inside a condition on elements; Spark has a hash set there by itself.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlglot import exp

from comity.decide.sql.constants import Constants
from comity.decide.sql.costs import SHORT_LIST
from comity.decide.sql.dialect import (
    DUCKDB,
    SPARK,
    Dialect,
    call,
    cast,
    choice,
    integer,
    is_,
    joined,
    unknown,
    unknown_if_null,
)
from comity.model import tree
from comity.model.tree import Spec

# What stands between the section and the subdivision while one pattern reads both.
_BETWEEN = "|"
_SEPARATOR = "[^0-9a-z]"


class Schedules:
    """Looks texts up; what must be looked up in is added to the constants."""

    def __init__(self, constants: Constants, dialect: Dialect) -> None:
        self.constants = constants
        self.dialect = dialect

    def one_of(self, value: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        """Whether a text is one of these; NULL for NULL."""
        sorted_texts = sorted(texts)
        if not sorted_texts:
            return choice([(is_(value, None), unknown())], exp.false())
        literals = [exp.Literal.string(text) for text in sorted_texts]
        if len(literals) == 1:
            return exp.Paren(this=exp.EQ(this=value, expression=literals[0]))
        if len(literals) <= SHORT_LIST or self.dialect.name == SPARK:
            return exp.Paren(this=exp.In(this=value, expressions=literals))
        return self._looked_up(value, sorted_texts)

    def listed(self, table: tree.Table, args: Sequence[exp.Expr], known: list[object]) -> exp.Expr:
        """Whether something is on a schedule; `known` holds the value of each arg that is one."""
        if table.terms is not None:
            return self.one_of(args[0], table.terms)
        code, section, subdivision = args
        by_code: dict[str, dict[str, tuple[Spec, ...]]] = {}
        for (one, number), specs in table.entries.items():
            by_code.setdefault(one, {})[number] = specs
        if known[0] is not None:
            return self._in_code(by_code.get(str(known[0]), {}), section, subdivision)
        tests = [
            joined(
                exp.And,
                [
                    exp.EQ(this=code.copy(), expression=exp.Literal.string(one)),
                    self._in_code(by_code[one], section, subdivision),
                ],
            )
            for one in sorted(by_code)
        ]
        return joined(exp.Or, [*tests, *(unknown_if_null(one) for one in (code, section))])

    def _in_code(
        self, entries: dict[str, tuple[Spec, ...]], section: exp.Expr, subdivision: exp.Expr
    ) -> exp.Expr:
        """Whether a section and subdivision of one code is listed; NULL for a section of NULL."""
        whole = self.one_of(section.copy(), (one for one, specs in entries.items() if not specs))
        some = {one: specs for one, specs in sorted(entries.items()) if specs}
        if not some:
            return whole
        text = exp.DPipe(
            this=exp.DPipe(this=section.copy(), expression=exp.Literal.string(_BETWEEN)),
            expression=call("lower", subdivision.copy()),
        )
        covered = call(self.dialect.matches, text, exp.Literal.string(_pattern(some)))
        return choice([(self.one_of(section.copy(), some), covered)], whole)

    def _looked_up(self, value: exp.Expr, texts: list[str]) -> exp.Expr:
        """Whether a text is in its own slot of a hash table; the slots are lists of texts."""
        slots = 1 << (4 * len(texts)).bit_length()
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
        table = self.constants.add(f"schedule {digest}", lambda: _slots(texts, slots))
        slot = exp.BitwiseAnd(this=call("hash", value.copy()), expression=integer(slots - 1))
        first = exp.Add(this=exp.Paren(this=slot), expression=integer(1))
        index = cast(exp.Paren(this=first), "bigint")
        return call("list_contains", call("list_extract", table, index), value)


def _pattern(some: dict[str, tuple[Spec, ...]]) -> str:
    """The pattern of the sections and subdivisions that are listed in part; see `covers`."""
    each = (
        f"{_literal(section + _BETWEEN)}{_SEPARATOR}*(?:{'|'.join(_of_spec(one) for one in specs)})"
        for section, specs in some.items()
    )
    return f"^(?:{'|'.join(each)})"


def _of_spec(spec: Spec) -> str:
    """Tokens that must lead, each a longest run of digits or of letters; or numbers in a range."""
    if spec.through is not None:
        numbers = range(int(spec.tokens[0]), int(spec.through) + 1)
        return f"0*(?:{'|'.join(str(number) for number in numbers)}){_end('0')}"
    found = spec.tokens[0]
    for before, token in pairwise(spec.tokens):
        apart = "+" if before.isdigit() == token.isdigit() else "*"
        found += f"{_SEPARATOR}{apart}{token}"
    return found + _end(spec.tokens[-1])


def _end(token: str) -> str:
    return "(?:[^0-9]|$)" if token.isdigit() else "(?:[^a-z]|$)"


def _literal(text: str) -> str:
    """A text as a pattern for itself, in the syntax that RE2 and Java share."""
    return "".join(one if one.isalnum() else f"\\x{{{ord(one):x}}}" for one in text)


def _slots(texts: list[str], slots: int) -> str:
    """The query for a hash table of texts, in DuckDB; no other dialect asks for one."""
    literals = ", ".join(exp.Literal.string(text).sql(DUCKDB) for text in texts)
    return (
        # No text is NUL. An empty slot would not even have NULL for NULL.
        "SELECT list(coalesce(found, [chr(0)]) ORDER BY slot) FROM (SELECT slot, "
        f"list(term) FILTER (WHERE term IS NOT NULL) AS found FROM range({slots}) AS s(slot) "
        f"LEFT JOIN (SELECT unnest([{literals}]) AS term) AS t "
        f"ON slot = hash(term) & {slots - 1} GROUP BY slot) AS b"
    )
