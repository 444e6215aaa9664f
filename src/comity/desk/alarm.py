"""An alarm by mail within the hour when the record fails: nothing is recorded, or it is not sound.

CJIS Security Policy AU-5. MUST: a fault is told once, and its end once; what could not be told is
told again. No word of the record stands in the mail, only what is wrong with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from attrs import define
from django.conf import settings
from django.db import Error, connections, transaction
from django.utils import timezone

from comity.act.channels import smtp
from comity.act.channels.message import ACCEPTED, Message
from comity.desk import channels, ledger, passwords
from comity.desk.guard import missing
from comity.desk.hand import system
from comity.errors import ComityError
from comity.record.chain import verify

EVERY: Final = timedelta(minutes=15)
_MOST_SHOWN: Final = 20


@define
class Alarm:
    """What the administrators were last told. Each worker has its own; a new one tells anew."""

    told: tuple[str, ...] = ()
    looked: datetime | None = None

    def look(self, now: Callable[[], datetime] = timezone.now) -> list[str]:
        """Looks, at most each quarter of an hour; what was told now, line by line."""
        at = now()
        if self.looked is not None and at - self.looked < EVERY:
            return []
        self.looked = at
        return self._tell(found())

    def _tell(self, faults: tuple[str, ...]) -> list[str]:
        if faults == self.told:
            return []
        lines = [f"alarm: {one}" for one in faults if one not in self.told]
        lines += [f"alarm is over: {one}" for one in self.told if one not in faults]
        untold = [to for to in settings.ALARM if not _sent(to, lines, faults)]
        if not untold:
            self.told = faults
        return lines


def found() -> tuple[str, ...]:
    """What is wrong with the record now, and with what guards it."""
    try:
        return (*_record(), *passwords.faults())
    except (Error, ComityError) as error:
        return (f"no entry can be recorded: {type(error).__name__}",)


def _record() -> tuple[str, ...]:
    with transaction.atomic():
        ledger.write("account", system(), {"what": "rehearsal of the alarm"})
        transaction.set_rollback(True)
    chain = verify(ledger.stored())
    faults = [f"entry {one.number}: {one.what}" for one in chain.faults[:_MOST_SHOWN]]
    absent = missing(connections["default"])
    return (*faults, *(f"guard {name}: the database does not have it" for name in absent))


def _sent(to: str, lines: list[str], faults: tuple[str, ...]) -> bool:
    """Whether the mail server took it over."""
    subject = "Comity: the record needs you" if faults else "Comity: the record is sound again"
    message = Message(uuid4().hex, to, subject, "\n".join(lines) + "\n")
    try:
        server = smtp.Settings(**channels.mail_server())
        return smtp.send(message, server).outcome == ACCEPTED
    except ComityError:
        return False
