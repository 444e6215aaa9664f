"""Cells of a table that a spreadsheet would run as a formula.

A CSV that a court or an agency sends is opened by people in spreadsheet programs. A cell that
begins with `=`, `+`, `-`, `@` or a tab can there fetch from elsewhere or send away what stands
beside it (OWASP, "CSV Injection"). MUST: such a cell is refused, never mended: its sender must say
what it meant.
"""

from typing import Final

from comity.errors import InputError, Place
from comity.intake.shown import shown, shown_key

_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program may take the text of a cell for a formula."""
    return text.startswith(_BEGINS) or text.lstrip().startswith(_BEGINS)


def check_cell(text: str, column: str, place: Place) -> None:
    """Raises InputError, with line and column, for a cell that is a formula."""
    if is_formula(text):
        raise InputError(
            f"the cell {shown(text)} is a formula to a spreadsheet",
            place=place,
            field=shown_key(column),
            expected="a value that begins with none of = + - @ and tab",
        )
