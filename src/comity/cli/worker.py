"""`comity worker`: sends what is due, does the jobs of the pages, and once a day looks at the law.

Run one or many. It ends after SIGTERM as soon as the message in hand is through.
"""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from comity.errors import DeskError

if TYPE_CHECKING:
    from comity.cli.stopping import Stop
    from comity.desk.models import Delivery

_LOOK_AGAIN_SECONDS = 2.0
_AFTER_A_FAULT_SECONDS = 5.0


def worker(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
) -> None:
    """Send what waits in the outbox, each message in one line, until told to stop."""
    from comity.cli import at_desk
    from comity.cli.stopping import Stop

    at_desk.open_desk()
    with Stop() as stop:
        _work(stop, once=once)


def _work(stop: "Stop", *, once: bool) -> None:
    from django.db import Error, connection

    from comity.cli.at_desk import say
    from comity.desk.alarm import Alarm

    looked, alarm = None, Alarm()
    while not stop.told():
        try:
            for line in alarm.look():
                say(line)
            looked = _once_a_day(looked)
            if not _send() and not _job() and (once or stop.wait(_LOOK_AGAIN_SECONDS)):
                return
        except Error as error:
            if once:
                raise DeskError(f"the database does not answer: {error}") from None
            sys.stderr.write(f"comity: the database does not answer, trying again: {error}\n")
            connection.close()
            stop.wait(_AFTER_A_FAULT_SECONDS)


def _send() -> bool:
    """Whether there was something to send."""
    from comity.cli.at_desk import say
    from comity.desk.worker import work

    found = work()
    if found is not None:
        say(_line(found))
    return found is not None


def _job() -> bool:
    """Whether a page had asked for something that takes longer."""
    from comity.cli.at_desk import say
    from comity.desk import jobs

    done = jobs.work()
    if done is not None:
        say(f"job {done.pk} {done.kind}: {done.state} {done.says}".rstrip())
    return done is not None


def _line(delivery: "Delivery") -> str:
    """What became of one try. Nothing about a person stands in it."""
    delivery.refresh_from_db()
    last = delivery.receipts.order_by("pk").last()
    said = f" ({last.code})" if last else ""
    due = delivery.due_at.isoformat(timespec="seconds")
    again = f", again {due}" if delivery.state == "queued" else ""
    what = f"{delivery.contact} by {delivery.channel.kind}"
    return f"{what}: {delivery.state}{said}, try {delivery.tries}{again}"


def _once_a_day(looked: date | None) -> date:
    """Adopts the law in force, decides again, closes unused accounts, forgets ended sessions."""
    from django.utils import timezone

    from comity.cli.at_desk import say
    from comity.desk import law_watch, sessions
    from comity.desk.actions import seal
    from comity.desk.actions.account import close_unused
    from comity.desk.hand import system

    today = timezone.now().date()
    if today != looked:
        for line in law_watch.look():
            say(line)
        for account in close_unused(system()):
            say(f"account {account.pk}: closed after 90 days unused")
        sessions.forget_ended()
        seal.scrub()
    return today
