"""The inbox and a request's page on many stored requests: `python bench/pages.py [--many N]`.

Each size is a desk of its own in a process of its own: filled by SQL, then a real request on top.
The pages are asked for through Django's test client, signed in, in turns; the cost is the lower
quartile of processor time, the database included, because SQLite runs in the process. The number
of queries must be the same. Keys go into `bench/results.json`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.desk import FEW, MANY, keep  # noqa: E402
from bench.desk_base import prepare, tables  # noqa: E402

TIMES: Final = 60
POLICE: Final = "us-ny-nyc/nypd"


def main() -> int:
    """Measures both sizes and writes the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=MANY, help="so many stored requests")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.size:
        with tempfile.TemporaryDirectory(prefix="comity-pages-") as folder:
            prepare(Path(folder), "")
            print(json.dumps(_measure(options.size)))
        return 0
    few, many = (_of(size) for size in (FEW, options.many))
    results: dict[str, float | int] = {}
    for page in ("inbox", "request"):
        if few[page]["queries"] != many[page]["queries"]:
            raise SystemExit(f"{page}: {few[page]['queries']} and {many[page]['queries']} queries")
        name = f"{page}_page_{options.many // 1000}k_vs_{FEW // 1000}k"
        results[name] = many[page]["seconds"] / few[page]["seconds"]
        results[f"{page}_page_queries"] = many[page]["queries"]
    keep(results)
    return 0


def _of(size: int) -> dict[str, dict[str, float]]:
    command = [sys.executable, __file__, "--size", str(size)]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    measured: dict[str, dict[str, float]] = json.loads(found.stdout.splitlines()[-1])
    print(size, measured, file=sys.stderr)
    return measured


def _measure(size: int) -> dict[str, dict[str, float]]:
    from django.core.management import call_command
    from django.db import connection

    from bench.desk_fill import fill
    from tests.desk.pages.sign_in import signed_in
    from tests.desk.people import received

    hand = tables("default")
    call_command("createcachetable", verbosity=0)
    fill(connection, size, lambda said: print(said, file=sys.stderr))
    _made_real(hand.at)
    from comity.desk.actions import receive

    asked = receive.receive(received(), hand, agency=POLICE, requester="us/ice")
    client = signed_in(hand.by)
    pages = {"inbox": "/inbox/", "request": f"/requests/{asked.pk}/"}
    spent: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(TIMES + 10):
        for name, address in pages.items():
            start = time.process_time()
            assert client.get(address).status_code == 200
            if number >= 10:
                spent[name].append(time.process_time() - start)
    return {
        name: {"seconds": quantiles(spent[name])[0], "queries": _queries(client, address)}
        for name, address in pages.items()
    }


def _made_real(at: Any) -> None:
    """Gives a fifth of the requests to the police; the last entry can then be followed."""
    from django.db import connection

    from comity.desk import guard
    from comity.desk.models import Entry
    from comity.record import entry as records

    last = Entry.objects.order_by("-number").values_list("number", flat=True)[0]
    made = records.Entry(last, at, "account", {"by": 1}, None, "0" * 64)
    guard.remove(connection)
    with connection.cursor() as cursor:
        for table in ("request", "requeststatus", "clock"):
            cursor.execute(
                f"UPDATE desk_{table} SET agency = %s WHERE agency = 'agency/0'", [POLICE]
            )
        cursor.execute(
            "UPDATE desk_entry SET body = %s, hash = %s WHERE number = %s",
            [made.bytes(), made.hash(), last],
        )
    guard.install(connection)


def _queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as context:
        client.get(address)
    return len(context)


if __name__ == "__main__":
    sys.exit(main())
