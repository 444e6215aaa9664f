"""What every operation that writes takes and may answer."""

from typing import Annotated, Final

from ninja import Header
from pydantic import StringConstraints

from comity.desk.api.problems import CODES, Problem

Key = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,64}$")],
    Header(alias="Idempotency-Key"),
]
REFUSED: Final = {CODES: Problem}
