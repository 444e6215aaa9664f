"""The desk of the crash harness, in whichever process: its Django, its accounts, its channels.

MUST: nothing of the desk is changed but three spans of time, in the worker and in its channels, so
that what a killed worker leaves is taken up within seconds and not within minutes.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crash_stories import ASKER, POLICE, ROLES, TEXAS  # noqa: E402

if TYPE_CHECKING:
    from comity.desk.hand import Hand

SECRET: Final = b"the webhook's secret, made up, of 32 bytes or more"
TIMEOUT_SECONDS: Final = 1.2
LEASE: Final = timedelta(seconds=3)
"""More than twice a channel's time limit, as a lease must be; the desk's own is five minutes."""
LONGEST_WAIT: Final = timedelta(seconds=2)
_LONG_AGO: Final = datetime(2017, 6, 1, 14, tzinfo=UTC)


def begin() -> None:
    """Starts Django on the database of the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.desk.settings"
    import django

    django.setup()


def hand(role: str, agency: str) -> "Hand":
    """An account of an agency, now; New York City's police stand in June 2017."""
    from comity.desk.hand import Hand
    from comity.desk.models import Account

    now = datetime.now(UTC)
    began = datetime.fromisoformat(os.environ["CRASH_BEGAN"])
    at = _LONG_AGO + (now - began) if agency == POLICE else now
    return Hand(Account.objects.get(role=role, agency=agency), at)


def furnish(webhook: str, smtp_port: int) -> None:
    """Makes the tables, the accounts, and an agency with two channels."""
    from django.core.management import call_command

    from comity.desk import channels, keys
    from comity.desk.models import Account, Agency, Channel

    call_command("migrate", verbosity=0)
    for number, one in enumerate((TEXAS, POLICE)):
        for role in ROLES:
            name = f"example-{role}-{number}"
            Account.objects.create_user(username=name, password=None, role=role, agency=one)
    agency = Agency.objects.create(
        code=ASKER, name="Example agency", immigration=True, mail="in@agency.example"
    )
    limit: dict[str, Any] = {"timeout_seconds": TIMEOUT_SECONDS}
    mail = {"host": "127.0.0.1", "port": smtp_port, "tls": "none"}
    hook = Channel.objects.create(agency=agency, kind="webhook", to=webhook, settings=limit)
    channels.keep_secret(hook, SECRET)
    Channel.objects.create(agency=agency, kind="smtp", to=agency.mail, settings=limit | mail)
    keys.fingerprint("makes", "the index key")
