"""Random conditions: well-typed text over the whole fact model, for the parser and for `law.bind`.

Every choice is drawn from a `Random`, so a seed gives the same condition again, and Hypothesis,
which can stand in for a `Random`, finds the smallest one on which two readers differ.
"""

import re
from datetime import date
from functools import cache, partial
from random import Random

from attrs import frozen

from comity.model.shape import Field, ListOf, Record, case_shape
from comity.model.tree import DAY, INSTANT, TEXT, TRUTH

TEXTS = ("NY PL", "NJ 2C", "160.10", "265.02", "135.65", "2(b)", "I-247A", "us/ice", "us/")
DAYS_OUT = ('["saturday", "sunday", "holiday"]', '["sunday"]', "[]")
ORDERS = ("==", "!=", "<", "<=", ">", ">=")


@frozen
class Place:
    """A value that a condition can name: a fact of the case, or of the element of a list."""

    text: str
    type: object
    terms: tuple[str, ...] = ()


@cache
def _facts(record: Record, above: str) -> tuple[Place, ...]:
    """What is reached by field access alone from a record."""
    found: list[Place] = []
    for one in record.fields.values():
        if one.label or one.name in ("id", "sources"):
            continue
        if isinstance(one.type, Record):
            found.extend(_facts(one.type, f"{above}{one.name}."))
        else:
            found.append(_place(one, above))
    return tuple(found)


def _place(field: Field, above: str) -> Place:
    return Place(above + field.name, field.type, field.terms)


class Conditions:
    """Writes conditions. `calendar`: also with functions of the calendar and schedules."""

    def __init__(self, random: Random, *, calendar: bool = True) -> None:
        self.random = random
        self.calendar = calendar
        self.definitions: list[tuple[str, Record | None]] = []
        self._bodies: dict[str, str] = {}

    def truth(self, depth: int, scope: tuple[Place, ...] = ()) -> str:
        """A condition with so many levels of operators, over the case and the variables."""
        if depth <= 0:
            return self._atom(scope)
        kind = self.random.randrange(10)
        if kind < 3:
            parts = [self.truth(depth - 1, scope) for _ in range(self.random.randint(2, 3))]
            return "(" + self.random.choice((" && ", " || ")).join(parts) + ")"
        if kind == 3:
            return f"!({self.truth(depth - 1, scope)})"
        if kind < 7:
            return self._quantified(depth, scope)
        if kind == 7 and self.definitions:
            return self._applied(scope) or self._atom(scope)
        return self._atom(scope)

    def _atom(self, scope: tuple[Place, ...]) -> str:
        kinds = [self._fact, self._text, self._text, self._order, self._among, self._number]
        if self.calendar:
            kinds += [self._listed, self._time]
        return self.random.choice(kinds)(scope)

    def _of(self, scope: tuple[Place, ...], *types: object) -> Place | None:
        """A place of one of these types; a variable's own facts more often than the case's."""
        near = [one for place in scope for one in _inside(place) if one.type in types]
        far = [one for one in _facts(case_shape(), "") if one.type in types]
        chosen = near if near and self.random.randrange(3) else far or near
        return self.random.choice(chosen) if chosen else None

    def _fact(self, scope: tuple[Place, ...]) -> str:
        one, other = self._of(scope, TRUTH), self._of(scope, TRUTH)
        assert one and other
        if self.random.randrange(8):
            return one.text
        return f"{one.text} {self.random.choice(('==', '!='))} {other.text}"

    def _text(self, scope: tuple[Place, ...]) -> str:
        one = self._of(scope, TEXT)
        assert one
        kind = self.random.randrange(6)
        if kind == 0:
            prefix = self.random.choice(TEXTS)
            return f'{one.text}.startsWith("{prefix}")'
        op = self.random.choice(("==", "!="))
        other = self._of(scope, TEXT)
        if kind == 1 and other:
            return f"{one.text} {op} {other.text}"
        return f"{one.text} {op} {self._literal(one)}"

    def _literal(self, place: Place) -> str:
        return f'"{self.random.choice(place.terms or TEXTS)}"'

    def _among(self, scope: tuple[Place, ...]) -> str:
        listed = self._of(scope, ListOf(TEXT))
        if listed and self.random.randrange(2):
            return f"{self._literal(listed)} in {listed.text}"
        one = self._of(scope, TEXT)
        assert one
        options = {self._literal(one) for _ in range(self.random.randint(1, 3))}
        return f"{one.text} in [{', '.join(sorted(options))}]"

    def _order(self, scope: tuple[Place, ...]) -> str:
        op = self.random.choice(ORDERS)
        if not self.calendar or self.random.randrange(2):
            return f"{self._day(scope)} {op} {self._day(scope)}"
        one, other = self._of(scope, INSTANT), self._of(scope, INSTANT)
        assert one and other
        return f"{one.text} {op} {other.text}"

    def _day(self, scope: tuple[Place, ...]) -> str:
        one = self._of(scope, DAY)
        assert one
        text = one.text
        kind = self.random.randrange(6 if self.calendar else 3)
        if kind == 0:
            return f"{text} {self.random.choice('+-')} {self.random.choice((0, 1, 365, 1826))}"
        if kind == 3:
            return f'date("{date(2012, 2, 28).replace(year=self.random.randint(2005, 2016))}")'
        if kind == 4:
            function = self.random.choice(("years_before", "years_after"))
            return f"{function}({text}, {self.random.choice((0, 1, 5, 10))})"
        if kind == 5:
            instant = self._of(scope, INSTANT)
            assert instant
            return f"day({instant.text})"
        return text

    def _time(self, scope: tuple[Place, ...]) -> str:
        one, other = self._of(scope, INSTANT), self._of(scope, INSTANT)
        assert one and other
        op = self.random.choice(ORDERS)
        if self.random.randrange(3) == 0:
            return f"{one.text} {op} end_of_day({other.text})"
        hours, out = self.random.choice((0, 1, 48, 100)), self.random.choice(DAYS_OUT)
        return f"{one.text} {op} hours_after({other.text}, {hours}, {out})"

    def _number(self, scope: tuple[Place, ...]) -> str:
        op, bound = self.random.choice(ORDERS), self.random.randint(0, 3)
        periods = next((p for v in scope for p in _inside(v) if p.text.endswith("rated")), None)
        if self.calendar and periods and self.random.randrange(2):
            days = f"days_served({periods.text}, {self._day(scope)}, {self._day(scope)})"
            return f"{days} {op} {self.random.choice((0, 1, 100, 1000))}"
        items = self._list()
        kind = self.random.randrange(4)
        if kind == 0:
            return f"size({items.text}) {op} {bound}"
        if kind == 1:
            return f"{items.text}.size() + {self.random.randint(0, 2)} {op} {bound}"
        if kind == 2 and len(scope) < 2:
            name, inner = self._variable(items, scope)
            return f"{items.text}.filter({name}, {self.truth(0, inner)}).size() {op} {bound}"
        return f"{items.text}.size() {op} {bound}"

    def _list(self) -> Place:
        lists = [one for one in _facts(case_shape(), "") if isinstance(one.type, ListOf)]
        records = [one for one in lists if isinstance(one.type.item, Record)]  # type: ignore[attr-defined]
        return self.random.choice(records if self.random.randrange(3) else lists)

    def _variable(self, items: Place, scope: tuple[Place, ...]) -> tuple[str, tuple[Place, ...]]:
        assert isinstance(items.type, ListOf)
        # Now and then the name of an outer variable, which it then hides.
        name = "xyz"[self.random.randint(0, len(scope))]
        hidden = tuple(one for one in scope if one.text != name)
        return name, (*hidden, Place(name, items.type.item, items.terms))

    def _quantified(self, depth: int, scope: tuple[Place, ...]) -> str:
        items = self._list()
        name, inner = self._variable(items, scope)
        body = self.truth(depth - 1 if len(scope) < 2 else 0, inner)
        macro = self.random.choice(("exists", "exists", "all", "exists_one"))
        of = items.text
        if self.random.randrange(6) == 0:
            of += f".filter({name}, {self.truth(0, inner)})"
        return f"{of}.{macro}({name}, {body})"

    def _listed(self, scope: tuple[Place, ...]) -> str:
        for place in scope:
            if isinstance(place.type, Record) and "subdivision" in place.type.fields:
                return f'listed("offences", {place.text})'
        one = self._of(scope, TEXT)
        assert one
        return f'listed("terms", {one.text})'

    def define(self, name: str) -> str:
        """A definition's body, with a parameter or none; conditions written later may use it."""
        record = self.random.choice((None, _item("charges"), _item("convictions")))
        body = self.truth(1, (Place("p", record),) if record else ())
        self.definitions.append((name, record))
        # Written out, each body has variables of its own, which capture nothing.
        self._bodies[name] = re.sub(r"\b[xyz]\b", rf"\g<0>_{name}", self.written_out(body))
        return body

    def written_out(self, condition: str) -> str:
        """The condition with the body of each definition in the place of its name."""
        for name, body in self._bodies.items():
            applied = re.compile(rf"\b{name}\b(?:\((\w+)\))?")
            condition = applied.sub(partial(_put_in, body), condition)
        return condition

    def _applied(self, scope: tuple[Place, ...]) -> str | None:
        name, record = self.random.choice(self.definitions)
        if record is None:
            return name
        fitting = [place for place in scope if place.type == record]
        return f"{name}({fitting[0].text})" if fitting else None


def _put_in(body: str, applied: re.Match[str]) -> str:
    return "(" + re.sub(r"\bp\b", applied[1] or "p", body) + ")"


def _item(name: str) -> Record:
    person = case_shape().fields["person"].type
    assert isinstance(person, Record)
    items = person.fields[name].type
    assert isinstance(items, ListOf) and isinstance(items.item, Record)
    return items.item


def _inside(place: Place) -> tuple[Place, ...]:
    """The facts of a variable: its fields, or itself where it is a plain value."""
    if isinstance(place.type, Record):
        return tuple(one for one in _facts(place.type, f"{place.text}.") if not place.type.pair)
    return (place,)
