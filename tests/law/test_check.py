"""`comity law check`: what is wrong with the law as written is found before anyone relies on it."""

from pathlib import Path

import pytest

from comity.law.check import faults
from comity.law.pack import Law
from tests.packs import law, rule

OLD = "id: one\nin_force: 2013-01-01..2014-12-31\nforbid: hold"


def messages(made: Law) -> list[str]:
    return [str(one) for one in faults(made)]


def test_sound_law_has_no_faults(tmp_path: Path) -> None:
    """Two readings that follow each other are as it should be."""
    assert messages(law(tmp_path, OLD, OLD.replace("2013-01-01..2014-12-31", "2015-01-01.."))) == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            ("define: d\nin_force: 2013-01-01..\nis: person.consents",),
            "no rule uses the definition",
        ),
        ((rule("forbid: hold", "false"),), "can never apply"),
        (
            (rule("forbid: hold", "nobody"),),
            "unknown name `nobody`",
        ),
        (
            (
                rule("permit: hold", name="a", more="exception_to: b"),
                rule("forbid: hold", name="b", more="exception_to: a"),
            ),
            "the exceptions of `us-zz/one/a` lead back to it",
        ),
    ],
)
def test_a_fault_is_found(tmp_path: Path, rules: tuple[str, ...], message: str) -> None:
    """Dead rules, circles and wrong names, each with its file and line."""
    found = messages(law(tmp_path, *rules))

    assert any(message in one and "one.md:" in one for one in found)
