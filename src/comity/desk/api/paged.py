"""A long list by pages: so many rows by their numbers, and the cursor of the page after."""

from typing import Annotated, Any, Final

from django.db.models import QuerySet
from ninja import Query

MOST: Final = 100
After = Annotated[int, Query(ge=0, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


def page(rows: QuerySet[Any], limit: int) -> tuple[list[Any], int | None]:
    """The first `limit` rows by number, and the number of the last if there are more; else None."""
    found = list(rows.order_by("pk")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None
