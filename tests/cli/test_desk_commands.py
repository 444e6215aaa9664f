"""The desk costs nobody who does not use it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_program_starts_without_the_desk():
    """Registering the commands loads neither Django nor what the desk needs."""
    heavy = ("django", "cryptography", "icalendar", "pypdf", "weasyprint")
    code = f"import sys, comity.cli\nprint(*set({heavy}) & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert [] == run.stdout.split()


def test_without_django_the_desk_says_what_to_install():
    """The engine decides all the same; the desk's commands name the extra."""
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from comity.cli import main; sys.argv = ['comity', *{args}]; main()"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code.format(args=args)], cwd=ROOT, capture_output=True,
            check=False, text=True,
        )
        for args in (["clocks"], ["decide", "examples/case-a.json"])
    ]  # fmt: skip

    assert [2, 0] == [run.returncode for run in runs]
    assert "pip install 'comity[desk]'" in runs[0].stderr
