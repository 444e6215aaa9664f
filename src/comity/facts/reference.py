"""The table of every fact on the reference page "The case", generated from the model.

    python -m comity.facts.reference docs/reference/case.md

writes the table of that page anew and touches nothing else on it.
"""

import sys
from pathlib import Path

from comity.model.shape import Field, ListOf, Record, Type, case_shape, each_fact
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

_ONE = {
    TRUTH: "true or false",
    TEXT: "text",
    NUMBER: "whole number",
    DAY: "day",
    INSTANT: "instant",
}
_MANY = {TEXT: "texts", NUMBER: "whole numbers", DAY: "days", INSTANT: "instants"}


def rows() -> list[str]:
    """One row of the table for each fact, in the order of the model."""
    return [
        f"| `{path}` | {_kind(field, field.type)} | {' '.join(_told(field))} |"
        for path, field in each_fact(case_shape())
    ]


def with_table(page: str) -> str:
    """The page with its table, which is every line that begins with a path, written anew."""
    lines = page.split("\n")
    old = [number for number, line in enumerate(lines) if line.startswith("| `")]
    first, last = (old[0], old[-1] + 1) if old else (len(lines), len(lines))
    return "\n".join([*lines[:first], *rows(), *lines[last:]])


def _kind(field: Field, kind: Type) -> str:
    if isinstance(kind, Record):
        return "record"
    if not isinstance(kind, ListOf):
        return "term" if field.terms else _ONE[kind]
    if isinstance(kind.item, Record):
        return f"list of {'pairs of days' if kind.item.pair else 'records'}"
    return f"list of {'terms' if field.terms else _MANY[str(kind.item)]}"


def _told(field: Field) -> list[str]:
    told = [field.doc]
    if field.terms:
        told.append(f"Terms: {', '.join(f'`{term}`' for term in field.terms)}.")
    if field.same_as:
        also = ", ".join(f"`{one}` for `{term}`" for one, term in field.same_as.items())
        told.append(f"Also: {also}.")
    if field.designation:
        told.append(f"*Designation*: {_said(field.default)} when its key is absent.")
    if field.label:
        told.append("*Label*: no rule reads it.")
    return told


def _said(default: object) -> str:
    if isinstance(default, bool):
        return "`true`" if default else "`false`"
    return "`[]`" if default == () else f"`{default}`"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")
