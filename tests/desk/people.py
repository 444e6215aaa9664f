"""Made-up accounts and requests for the tests of the desk."""

import json
from typing import Any

from comity.cli.demonstration import examples
from comity.desk.models import Account
from comity.intake.received import Received


def account(role: str, name: str | None = None, agency: str = "us-ny-nyc/nypd") -> Account:
    """An account with a role; its name is the role unless told."""
    return Account.objects.create_user(
        username=name or f"example-{role}", password=None, role=role, agency=agency
    )


def said(name: str = "case-a", **more: Any) -> dict[str, Any]:
    """What one of the two example requests states."""
    case = json.loads((examples() / f"{name}.json").read_text())
    return {part: case[part] for part in ("request", "person", "custody", "information")} | more


def received(name: str = "case-a", event: str = "EX-1", **more: Any) -> Received:
    """One of the example requests as it came in, under the requester's own number."""
    data = said(name, **more)
    original = json.dumps(data).encode()
    numbers = (("event", event), ("subject", f"S-{event}"))
    return Received("json", original, f"{name}.json", None, data, numbers, ())
