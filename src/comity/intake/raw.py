"""A raw record: the data of one case as it came, and where it stands."""

from collections.abc import Callable
from typing import Any

import attrs
from attrs import frozen

from comity.errors import Place


@frozen
class Raw:
    """One record, not yet checked. In Parquet, which has no lines, the line is the row's number.

    `find` gives the exact place of a fact where the record runs over several lines.
    """

    data: dict[str, Any]
    place: Place
    find: Callable[[str], Place] | None = attrs.field(default=None, eq=False, repr=False)

    def where(self, field: str | None) -> Place:
        """The place of the fact with this path; the record's own place where it is not found."""
        return self.find(field) if self.find and field else self.place
