"""A process of the test that many work at once: `set-up`, `clerk N`, `worker FILE` ...

Each prints one line of JSON at its end: what it did, as far as the desk let it.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from comity.desk.hand import Hand

REQUESTS, ROUNDS = 4, 4


def set_up() -> dict[str, int]:
    """The tables, the accounts, an agency, and a few requests."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from comity.desk.models import Agency, Channel
    from tests.desk.people import account, requested

    for number in range(4):
        account("clerk", f"example-clerk-{number}")
    account("lawyer")
    account("supervisor")
    ice = Agency.objects.create(code="us/ice", name="Immigration agency", immigration=True)
    Channel.objects.create(agency=ice, kind="webhook", to="http://127.0.0.1:9/in")
    for number in range(REQUESTS):
        requested(hand("example-clerk-0"), event=f"EX-{number}")
    return {}


def hand(name: str) -> "Hand":
    """An account at the hour of the example case."""
    from comity.desk.hand import Hand
    from comity.desk.models import Account
    from tests.desk.conftest import NOW

    return Hand(Account.objects.get(username=name), NOW)


def clerk(number: str) -> dict[str, int]:
    """Corrects, decides, has it signed, tells and withdraws, on the same requests as the others."""
    from comity.desk.actions import contact, decide, facts, withdraw
    from comity.desk.models import Request
    from comity.errors import ContactError, DeskError
    from tests.desk.people import requested, signed

    me, lawyer, did = hand(f"example-clerk-{number}"), hand("example-lawyer"), Counter[str]()
    for turn in range(ROUNDS):
        # All four hand in the same paper in each round.
        requested(me, event=f"SAME-{turn}")
        for request in Request.objects.order_by("pk")[:REQUESTS]:
            version = facts.known(request)[0]
            match = str(version % 2 == 0).lower()
            values = [f"person.watchlist_match={match}"]
            with suppress(DeskError):
                facts.enter(request, values, me, based_on=version, reason="made up")
                did["entered"] += 1
            with suppress(DeskError, ContactError):
                decide.decide(request, me)
                decision = signed(request, lawyer)
                contact.tell(decision, "court-date-notice", contact.Content("R", "x"), me)
                did["told"] += 1
            with suppress(DeskError):
                if (turn + int(number)) % 4 == 0:
                    standing = decide.in_force(request, "request", "us/ice")
                    if standing is not None:
                        withdraw.withdraw(standing, me, "made up")
                        did["withdrawn"] += 1
    return dict(did)


def worker(file: str) -> dict[str, int]:
    """Sends until there is a file STOP and nothing is left; each key is a line of the file."""
    from django.utils import timezone

    from comity.act.channels.message import Message, Receipt
    from comity.desk.worker import work

    def once(message: Message, _: object) -> Receipt:
        with Path(file).open("a") as out:
            out.write(message.key + "\n")
        return Receipt("accepted", "250", "ok")

    count = 0
    while True:
        stop = Path(file).with_name("STOP").exists()
        if work(once, timezone.now) is not None:
            count += 1
        elif stop:
            return {"worked": count}
        else:
            time.sleep(0.02)


def check(file: str) -> dict[str, int]:
    """What is on record in the end; from `sent_twice` on each number is one of faults."""
    from django.db.models import Count

    from comity.desk import ledger
    from comity.desk.models import Decision, Delivery, Facts, Request
    from comity.record.chain import verify

    first = [*Request.objects.order_by("pk")[:REQUESTS].values_list("pk", flat=True)]
    same = Request.objects.exclude(pk__in=first)
    asked = Decision.objects.filter(question="request")
    standing = asked.filter(withdrawal=None).values("request").annotate(n=Count("pk"))
    replaced = [one for one in asked.values_list("replaces", flat=True) if one is not None]
    path = Path(file)
    keys = path.read_text().split() if path.exists() else []
    rows = {*Delivery.objects.filter(state="sent").values_list("key", flat=True)}
    return {
        "versions": Facts.objects.filter(request__in=first).count(),
        "same": same.count(),
        "same_first": same.filter(duplicate_of=None).count(),
        "sent": len(keys),
        "sent_twice": len(keys) - len({*keys}),
        "sent_unwritten": len({*keys} ^ rows),
        "faults": len(verify(ledger.stored()).faults),
        "decided_twice": sum(one["n"] - 1 for one in standing),
        "replaced_twice": len(replaced) - len({*replaced}),
        "duplicates_decided": asked.exclude(request__duplicate_of=None).count(),
        "left": Delivery.objects.filter(state__in=("queued", "sending")).count(),
    }


def seal() -> dict[str, int]:
    """Seals a person; how many of SQLite's files hold the wrapped key before and after."""
    from django.db import connection

    from comity.desk.actions.seal import seal as destroy
    from comity.desk.models import PersonKey, Request

    person = Request.objects.order_by("pk")[0].person
    wrapped = bytes(PersonKey.objects.get(person=person).wrapped)
    name = str(connection.settings_dict["NAME"])

    def holding() -> int:
        files = [Path(name + end) for end in ("", "-wal", "-journal")]
        return sum(wrapped in one.read_bytes() for one in files if one.exists())

    before = holding()
    destroy(person, hand("example-supervisor"), "court-order")
    return {"before": before, "after": holding()}


def marked() -> dict[str, list[str]]:
    """Enters a word in every place, seals the person; where words are found before and after."""
    from comity.desk import backup
    from comity.desk.actions.seal import seal as destroy
    from tests.desk import marked as words

    folder = Path(os.environ["COMITY_HOME"])
    request = words.enter(hand("example-clerk-0"), hand("example-lawyer"))
    unopened, before = words.unopened(request), words.found(words.stored())
    destroy(request.person, hand("example-supervisor"), "court-order", "2017-117")
    backup.backup(folder / "after.zip")
    return {
        "unopened": unopened,
        "before": before,
        "stored": words.found(words.stored()),
        "files": words.found(words.files(folder)),
        "backup": words.found(words.backed_up(folder / "after.zip")),
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.desk.settings"
    django.setup()
    tasks: dict[str, Callable[..., Mapping[str, object]]] = {
        "set-up": set_up,
        "clerk": clerk,
        "worker": worker,
        "check": check,
        "seal": seal,
        "marked": marked,
    }
    print(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
