"""The proof as a clerk reads it: outcome, reasons, facts with sources, what would change it."""

import io
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings

from comity.cli.proof import print_proof
from comity.errors import CoverageError
from comity.facts import cases
from comity.flow import Counsel, counsel
from comity.law.pack import Law
from comity.model.case import Case
from tests.cases import random_cases
from tests.packs import case, law, rule

ROOT = Path(__file__).resolve().parents[2]
CASE_A = ROOT / "examples" / "case-a.json"
COMITY = Path(sys.executable).with_name("comity")

FORBID = rule("forbid: hold", 'request.kind == "detainer"', "no-hold")
LIMIT = (
    "limits: {hours: 48, from: custody.released_otherwise_at, "
    "not_counted: [saturday, sunday, holiday]}"
)
SEARCH = "search of 1 June"


def proof(asked: Counsel, one: Case, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    print_proof(one, asked.version(one), asked.decide(one), out)
    return out.getvalue()


def about(made: Law, action: str = "hold", **facts: Any) -> str:
    """What the proof of a made-up case says of one action."""
    given = {
        "custody": {"released_otherwise_at": "2016-06-01T16:00:00-04:00"},
        "request": {"kind": "detainer", "asks": ["hold"]},
        "sources": [{"path": "person", "document": SEARCH}],
        **facts,
    }
    text = proof(Counsel(made), case(**given))
    return next(part for part in text.split("\n\n") if part.startswith(f"{action}:"))


def unless(when: str, more: str = "") -> str:
    return rule("permit: hold", when, "unless", f"exception_to: no-hold\n{more}")


def shown(text: str) -> str:
    return dedent(text).strip("\n")


def test_the_proof_of_an_example_says_all_that_the_answer_rests_on() -> None:
    """Case A: a detainer with an order of removal, and no conviction that counts."""
    [one] = cases(CASE_A)
    text = proof(counsel(), one)
    flat = " ".join(text.replace("│", " ").split())

    for expected in (
        "Case case-a",
        "us-ny-nyc/nypd, Thursday 1 June 2017, 10:00 EDT (America/New_York)",
        "hold: must not (asked for)",
        "✓ N.Y.C. Admin. Code § 14-154(b)(1) forbids it",
        "It does not hold the person past the time of release",
        "✓ request.kind is \"detainer\"",
        "request.kind: detainer [1]",
        "✗ § 14-154(b)(2) would allow it: Forty-eight hours to bring a warrant",
        "✗ person.watchlist_match: false [3]",
        "may if: person.watchlist_match: false -> true",
        "[1] Form I-247A as received, by warrant desk, 2017-05-31 09:00 EDT",
        "[3] criminal-history search, by warrant desk, 2017-06-01 09:40 EDT",
    ):  # fmt: skip
        assert expected in flat
    assert text.index("hold: must not") < text.index("share status: may")


def test_a_prohibition_is_shown_with_the_exception_that_fails(tmp_path: Path) -> None:
    """Only the part that fails is shown of the exception, the whole of what forbids."""
    made = law(tmp_path, FORBID, unless("request.form == 'I-247A' && person.watchlist_match"))
    request = {"kind": "detainer", "form": "I-247A", "asks": ["hold"]}

    assert shown("""
        hold: must not   (asked for)
        ├── Why
        │   └── ✓ Code § 1(1) forbids it: Rule 1
        │       Words 1.
        │       ├── ✓ request.kind is "detainer"
        │       │   request.kind: detainer (source not stated)
        │       └── Exceptions, none of which applies
        │           └── ✗ § 1(2) would allow it: Rule 2
        │               └── ✗ person.watchlist_match: false [1]
        └── What would change it
            └── may if: person.watchlist_match: false -> true
    """) == about(made, request=request, person={"watchlist_match": False})


def test_a_permission_is_shown_with_its_hour_its_duties_and_what_it_lifts(tmp_path: Path) -> None:
    """Until what minute, what is owed by then, and that nothing else forbids it."""
    more = f"{LIMIT}\nduties: [{{do: search}}, {{do: release, when: limit-reached}}]"
    made = law(tmp_path, FORBID, unless("person.watchlist_match", more))

    assert shown("""
        hold: may, until Friday 3 June 2016, 16:00 EDT   (asked for)
        ├── The agency owes
        │   ├── make the search, at once (Code § 1(2))
        │   └── release the person, by Friday 3 June 2016, 16:00 EDT (Code § 1(2))
        ├── Why
        │   ├── ✓ Code § 1(2) allows it: Rule 2
        │   │   Words 2.
        │   │   ├── ✓ person.watchlist_match: true [1]
        │   │   └── The limit, Friday 3 June 2016, 16:00 EDT, is not reached: 48 hours after
        │   │       custody.released_otherwise_at, Saturdays, Sundays and holidays (us) not counted
        │   │       custody.released_otherwise_at: 2016-06-01 16:00 EDT (source not stated)
        │   └── Nothing forbids it
        │       └── ✗ Code § 1(1) would forbid it: Rule 1
        │           ├── ✓ request.kind is "detainer"
        │           │   request.kind: detainer (source not stated)
        │           └── It does not stand, because of an exception
        │               └── ✓ § 1(2) allows it: Rule 2
        │                   as shown above
        └── What would change it
            └── must not if: person.watchlist_match: true -> false
    """) == "\n".join(
        line.rstrip() for line in about(made, person={"watchlist_match": True}).splitlines()
    )


def test_what_is_missing_is_explained(tmp_path: Path) -> None:
    """Each missing fact with its meaning; the unknown parts and both ways out."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))

    assert shown("""
        hold: not settled, facts are missing   (asked for)
        ├── Missing: find out
        │   └── person.watchlist_match
        │       A possible match in the terrorist screening database.
        ├── Why
        │   └── ? Code § 1(1) may forbid it: Rule 1
        │       Words 1.
        │       ├── ✓ request.kind is "detainer"
        │       │   request.kind: detainer (source not stated)
        │       └── Exceptions that may apply
        │           └── ? § 1(2) may allow it: Rule 2
        │               └── ? person.watchlist_match: unknown
        └── What would change it
            ├── may if: person.watchlist_match: unknown -> true
            └── must not if: person.watchlist_match: unknown -> false
    """) == about(made)


def test_parts_are_grouped_by_what_they_mean_together(tmp_path: Path) -> None:
    """One is enough, all are needed, or none is there: said in words, not by symbols alone."""
    when = (
        "(person.consents && person.watchlist_match) || information.public "
        '|| court.attending == "party"'
    )
    made = law(tmp_path, FORBID, unless(when))
    yes = about(
        made,
        person={"consents": True, "watchlist_match": True},
        information={"public": True},
        court={"attending": "none"},
    )
    no = about(
        made,
        person={"consents": False, "watchlist_match": False},
        information={"public": False},
        court={"attending": "none"},
    )

    assert (
        shown("""
        │   │   └── ✓ each of these is enough
        │   │       ├── ✓ all of these
        │   │       │   ├── ✓ person.consents: true [1]
        │   │       │   └── ✓ person.watchlist_match: true [1]
        │   │       └── ✓ information.public: true (source not stated)
    """)
        in yes
    )
    assert "court.attending" not in yes
    assert (
        shown("""
        │               └── ✗ none of these
        │                   ├── ✗ all of these
        │                   │   ├── ✗ person.consents: false [1]
        │                   │   └── ✗ person.watchlist_match: false [1]
        │                   ├── ✗ information.public: false (source not stated)
        │                   └── ✗ court.attending is "party"
        │                       court.attending: none (source not stated)
    """)
        in no
    )


def test_each_entry_of_a_list_is_shown_with_what_it_lacks(tmp_path: Path) -> None:
    """The entry once with its source, then its facts; after five, how many more there are."""
    when = 'person.convictions.exists(c, c.sentenced && c.code == "NY PL")'
    made = law(tmp_path, FORBID, unless(when))
    many = [{"code": "NY PL", "section": "140.20", "sentenced": False}] * 7
    text = about(made, person={"convictions": many})

    assert (
        shown("""
        │                   ├── ✗ c is person.convictions[0]: NY PL 140.20, not sentenced [1]
        │                   │   └── ✗ person.convictions[0].sentenced: false
    """)
        in text
    )
    assert "c is person.convictions[4]" in text
    assert "c is person.convictions[5]" not in text
    assert "and 2 more entries" in text


def test_what_was_shown_is_only_named_again(tmp_path: Path) -> None:
    """The same provision under a second action does not repeat its conditions."""
    made = law(tmp_path, rule("forbid: [hold, transfer]", 'request.kind == "detainer"'))

    assert shown("""
        transfer: must not
        ├── Why
        │   └── ✓ Code § 1(1) forbids it: Rule 1
        │       as shown above
        └── What would change it
            └── the law does not say if: request.kind: detainer -> notification
    """) == about(made, "transfer")


def test_a_point_for_a_person_is_shown_where_the_law_is_silent(tmp_path: Path) -> None:
    """And acts of which the law says nothing at all stand in one line."""
    made = law(tmp_path, rule("refer: enter", more="why: Is this an entry?"))
    text = proof(Counsel(made), case(request={"asks": ["enter", "hold"]}))

    assert (
        shown("""
        enter: the law does not say   (asked for)
        ├── For a person to decide
        │   └── Code § 1(1): Is this an entry?
        └── What would change it
            └── No change was found in up to three facts.
    """)
        in text
    )
    assert "The law does not speak to: hold, notify release," in text


def test_the_actions_asked_for_come_first(tmp_path: Path) -> None:
    """Whoever asked reads the answer to that first."""
    made = law(tmp_path, rule("forbid: [hold, transfer, enter]"))
    text = proof(Counsel(made), case(request={"asks": ["enter"]}))

    assert text.index("enter: must not") < text.index("hold: must not")


def test_text_from_a_case_cannot_command_a_terminal(tmp_path: Path) -> None:
    """An escape sequence in a document's name is shown as a question mark."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))
    bad = "search\x1b[2J\u202e\nof"
    text = about(made, person={"watchlist_match": False, "name": bad})
    sources = [{"path": "person", "document": bad}]
    one = case(request={"kind": "detainer"}, person={"watchlist_match": False}, sources=sources)

    assert "\x1b" not in text
    assert "[1] search?[2J??of" in proof(Counsel(made), one)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_only(tmp_path: Path) -> None:
    """In a file the marks and words say the same without them."""
    made = law(tmp_path, FORBID)
    one = case(request={"kind": "detainer"})
    piped, seen = proof(Counsel(made), one), proof(Counsel(made), one, Terminal())

    assert "\x1b[" in seen
    assert "\x1b[" not in piped
    assert max(map(len, piped.splitlines())) <= 100


def test_the_command_prints_the_proof() -> None:
    """`comity decide --why` as people call it."""
    run = subprocess.run(
        [COMITY, "decide", "--why", str(CASE_A)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )

    assert (0, "") == (run.returncode, run.stderr)
    assert "What would change it" in run.stdout
    assert "\x1b" not in run.stdout


@pytest.mark.slow
@settings(max_examples=12)
@given(random_cases())
def test_every_decision_has_a_proof(one: Case) -> None:
    """Whatever the case: every action is told, in lines that fit."""
    asked = counsel_once()
    try:
        text = proof(asked, one)
    except CoverageError:
        return
    for action in asked.decide(one).actions:
        assert action.replace("_", " ") in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


_counsel: list[Counsel] = []


def counsel_once() -> Counsel:
    if not _counsel:
        _counsel.append(counsel())
    return _counsel[0]
