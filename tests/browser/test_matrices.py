"""The matrices of roles, run beside the pages so that their counts stand in one place."""

import json
import os
import subprocess
import sys

from tests.browser.desk import ROOT

MATRICES = ("tests/desk/test_matrix.py", "tests/desk/api/test_matrix.py")


def test_every_role_by_every_address_and_operation(counts, tmp_path):
    """In a process of its own: a browser and a test database do not share one."""
    kept = tmp_path / "counts.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *MATRICES],
        env={**os.environ, "COMITY_COUNTS": str(kept)}, cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    counts["matrix_cells"] = sum(cells for cells, _wrong in found.values())
    counts["matrix_wrong"] = sum(wrong for _cells, wrong in found.values())

    assert 0 == done.returncode, done.stdout[-3000:]
