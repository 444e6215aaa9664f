"""The figures of every measurement, in one file: `bench/results.json`.

MUST: whoever measures one part changes the keys of that part and of no other.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

KEPT = Path(__file__).resolve().parent / "results.json"

Results = dict[str, float | int]


def keep(found: Mapping[str, float | int], own: Sequence[str] = (), path: Path = KEPT) -> None:
    """Puts figures beside those that other measurements have left.

    `own`: how the keys begin that belong to what was measured; those that it no longer has go.
    """
    known: Results = read(path)
    others = {name: value for name, value in known.items() if not name.startswith((*own,))}
    path.write_text(json.dumps({**others, **found}, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> Results:
    """The figures in a file; none if it is not there."""
    found: Results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
