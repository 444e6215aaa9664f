"""Small made-up packs for tests: written to a folder, read, and decided by."""

from datetime import date, datetime
from pathlib import Path
from textwrap import dedent

from comity.decide.answer import decide
from comity.facts import case_from
from comity.flow import Counsel
from comity.law.pack import Law
from comity.law.read import read_law
from comity.model.case import Case
from comity.model.decision import Decision

AGENCY = "us-zz/police"

PACK = """\
    ---
    jurisdiction: us-zz
    name: Nowhere
    authority: a made-up council
    zone: America/New_York
    holidays: us
    covers: {from: 2012-01-01}
    agencies:
      - {id: us-zz/police, name: Police of Nowhere}
    ---
    """

FRONT = """\
    ---
    section: Code § 1
    title: A made-up section
    agencies: [us-zz/police]
    instruments:
      - {name: First Act, from: 2013-01-01}
      - {name: Second Act, from: 2015-01-01}
    ---

    # A made-up section
    """

SCHEDULE = """\
code,section,subdivision,cite,from,to
NY PL,160.10,,(a),2013-01-01,
NY PL,265.02,2 through 8,(a),2013-01-01,
NY PL,135.65,2(b),(a),2013-01-01,
NY PL,120.05,,(a),2013-01-01,2014-12-31
"""


def folder(tmp_path: Path, *rules: str, pack: str = PACK, front: str = FRONT) -> Path:
    """A folder of one pack with one page: each rule under a heading and words of its own."""
    home = tmp_path / "packs" / "us-zz"
    (home / "schedules").mkdir(parents=True)
    (home / "pack.md").write_text(dedent(pack), encoding="utf-8")
    (home / "schedules" / "listed.csv").write_text(SCHEDULE, encoding="utf-8")
    body = dedent(front)
    for number, rule in enumerate(rules, start=1):
        body += f"\n## ({number}) Rule {number}\nWords {number}.\n\n```rule\n"
        body += dedent(rule).strip() + "\n```\n"
    (home / "one.md").write_text(body, encoding="utf-8")
    return home.parent


def law(tmp_path: Path, *rules: str) -> Law:
    """The law of such a folder."""
    return read_law(folder(tmp_path, *rules))


def rule(effect: str, when: str | None = None, name: str = "one", more: str = "") -> str:
    """A provision in force from the First Act on."""
    lines = [f"id: {name}", "in_force: 2013-01-01..", effect]
    if when is not None:
        lines.append(f"when: '{when}'" if "'" not in when else f"when: {when}")
    return "\n".join([*lines, *(dedent(more).strip().splitlines())])


def case(at: str = "2016-06-01T10:00:00-04:00", **facts: object) -> Case:
    """A case before the made-up police, with the facts given as in JSON."""
    return case_from({"id": "test", "at": at, "agency": AGENCY, **facts})


def decided(law: Law, asked: Case) -> Decision:
    """The decision under a law."""
    return Counsel(law).decide(asked)


__all__ = ["AGENCY", "case", "date", "datetime", "decide", "decided", "folder", "law", "rule"]
