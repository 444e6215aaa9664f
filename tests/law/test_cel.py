"""Conditions are read by a library; the rest of CEL is refused with its place."""

import pytest

from comity.errors import LawError, Place
from comity.law.cel import Apply, Dot, Literal, Name, Operation, parse

HERE = Place("page.md", 10, 5)


def test_a_condition_is_read_into_syntax() -> None:
    """Operators, fields, calls and lists come out as one tree, `&&` chains flat."""
    found = parse('a.b == "x" && c.exists(d, d) && e in ["p", "q"]', HERE)

    assert found == Operation(
        "&&",
        (
            Operation("==", (Dot(Name("a", HERE), "b", HERE), Literal("x", HERE)), HERE),
            Apply("exists", (Name("d", HERE), Name("d", HERE)), Name("c", HERE), HERE),
            Operation("in", (Name("e", HERE), Literal(("p", "q"), HERE)), HERE),
        ),
        HERE,
    )


@pytest.mark.parametrize(
    ("text", "line", "column", "what", "instead"),
    [
        ("a ? b : c", 10, 5, "choice", "(a && b) || (!a && c)"),
        ("a &&\n  b[0]", 11, 3, "index", "exists"),
        ("a * 2 > 1", 10, 5, "`*`", "`+` and `-`"),
        ("a == null", 10, 10, "null", "unknown"),
        ("a == 1.5", 10, 10, "1.5", "whole number"),
        ("{'a': 1}", 10, 5, "map", "schedule"),
        ("a == -b", 10, 10, "minus", "0 - x"),
        ('a in [b, "c"]', 10, 10, "list", '["a", "b"]'),
    ],
)
def test_what_is_not_supported_is_refused_with_place_and_nearest_form(
    text: str, line: int, column: int, what: str, instead: str
) -> None:
    """The reader learns where it stands and what to write in its place."""
    with pytest.raises(LawError) as refused:
        parse(text, HERE)

    place = refused.value.place
    assert place is not None
    assert (line, column) == (place.line, place.column)
    assert what in refused.value.message
    assert instead in (refused.value.expected or "")


@pytest.mark.parametrize("text", ["a &&", "a b", "(a", '"open', ""])
def test_what_is_no_cel_at_all_is_refused(text: str) -> None:
    """A slip of the pen is an error of the page, with its line."""
    with pytest.raises(LawError, match=r"page\.md:1\d"):
        parse(text, HERE)
