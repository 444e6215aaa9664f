"""An alarm by mail within the hour when the record fails: nothing is recorded, or it is not sound.

CJIS Security Policy AU-5. MUST: a fault is told once, and its end once; what could not be told is
told again. No word of the record stands in the mail, only what is wrong with it.

The chain is verified whole when a worker starts and once a day, in between from where the last
sound look ended. MUST: that mark stands in the worker's memory alone, where whoever writes the
database does not reach it.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from attrs import define, field
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
from comity.record.entry import Last

EVERY: Final = timedelta(minutes=15)
WHOLE: Final = timedelta(hours=24)
"""The chain is verified whole as often, or up to `SPREAD` sooner."""

SPREAD: Final = timedelta(hours=6)
"""Workers that were started together do not go on verifying everything at the same time."""

_MOST_SHOWN: Final = 20


@define
class Look:
    """How far the chain was verified: the last entry of the last sound look."""

    mark: Last | None = None
    whole_by: datetime | None = None

    def faults(self, at: datetime) -> list[str]:
        """What does not verify: in the whole chain where that is due, else from the mark on."""
        whole = self.whole_by is None or at >= self.whole_by
        start = self.mark.number if self.mark and not whole else 0
        chain = verify(ledger.stored(start), start, self.mark)
        if chain.sound and chain.last_number is not None:
            self.mark = Last(chain.last_number, chain.last_hash)
        if whole:
            # A fault may lie before the mark, where no other look would see that it is over.
            self.whole_by = at + WHOLE - random.random() * SPREAD if chain.sound else None
        return [f"entry {fault.number}: {fault.what}" for fault in chain.faults[:_MOST_SHOWN]]


@define
class Alarm:
    """What the administrators were last told. Each worker has its own; a new one tells anew."""

    told: tuple[str, ...] = ()
    looked: datetime | None = None
    chain: Look = field(factory=Look)

    def look(self, now: Callable[[], datetime] = timezone.now) -> list[str]:
        """Looks, at most each quarter of an hour; what was told now, line by line."""
        at = now()
        if self.looked is not None and at - self.looked < EVERY:
            return []
        self.looked = at
        return self._tell(found(self.chain, at))

    def _tell(self, faults: tuple[str, ...]) -> list[str]:
        if faults == self.told:
            return []
        lines = [f"alarm: {one}" for one in faults if one not in self.told]
        lines += [f"alarm is over: {one}" for one in self.told if one not in faults]
        untold = [to for to in settings.ALARM if not _sent(to, lines, faults)]
        if not untold:
            self.told = faults
        return lines


def found(chain: Look, at: datetime) -> tuple[str, ...]:
    """What is wrong with the record now, and with what guards it."""
    try:
        return (*_record(chain, at), *passwords.faults())
    except (Error, ComityError) as error:
        return (f"no entry can be recorded: {type(error).__name__}",)


def _record(chain: Look, at: datetime) -> tuple[str, ...]:
    with transaction.atomic():
        ledger.write("account", system(), {"what": "rehearsal of the alarm"})
        transaction.set_rollback(True)
    faults = chain.faults(at)
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
