"""What the operations take in their headers, and may answer."""

from typing import Annotated, Final

from ninja import Header
from pydantic import StringConstraints

from comity.desk.api.problems import CODES, Problem

Key = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,64}$")],
    Header(alias="Idempotency-Key"),
]
Why = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{3,200}$")]
Reason = Annotated[Why, Header(alias="Reason")]
"""Why personal data is opened; everybody says it."""

MaybeReason = Annotated[Why | None, Header(alias="Reason")]
"""Why a request is read; a lawyer and an inspector say it."""

REFUSED: Final = {CODES: Problem}
