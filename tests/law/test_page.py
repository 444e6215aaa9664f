"""A page keeps words and rules together, and its dates to its instruments."""

from pathlib import Path
from textwrap import dedent

import pytest

from comity.errors import LawError
from comity.law.page import read_page, split_heading
from comity.law.read import problems, read_law
from tests.packs import FRONT, folder, rule

TOP = dedent(FRONT)


def page(body: str) -> str:
    return TOP + body


def block(text: str) -> str:
    return f"```rule\n{text}\n```\n"


@pytest.mark.parametrize(
    ("heading", "words", "pinpoint"),
    [
        ("(b)(1) The rule", "The rule", "(b)(1)"),
        ("(b)(1)(i) and (ii) A warrant", "A warrant", "(b)(1)(i) and (ii)"),
        ("Judicial warrant · (a)(5)", "Judicial warrant", "(a)(5)"),
        ("Terms", "Terms", ""),
    ],
)
def test_a_heading_carries_its_pinpoint(heading: str, words: str, pinpoint: str) -> None:
    """In front, or after a middle dot."""
    assert (words, pinpoint) == split_heading(heading)


def test_a_rule_is_cited_by_its_heading_and_restated_by_the_words_above() -> None:
    """Citation, title and words come from the page, so that they cannot drift from the rule."""
    text = page("## (b)(1) The rule\nNo hold.\nNever.\n\n" + block(rule("forbid: hold")))
    found = read_page(text, "one.md", "one").provisions[0]

    assert (
        found.cite,
        found.title,
        found.words,
    ) == ("Code § 1(b)(1)", "The rule", "No hold. Never.")


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("## (b) Rule\n\n" + block(rule("forbid: hold")), 14, "a rule without words"),
        ("## (b) Rule\nWords.\n", 12, "words without a rule"),
        ("## (b) Rule\nWords.\n" + block("id: a\nforbid: hold"), 14, "`in_force` is missing"),
        (
            "## (b) Rule\nWords.\n" + block("id: a\nin_force: 2013-01-02..\nforbid: hold"),
            15,
            "no instrument begins on 2013-01-02",
        ),
        (
            "## (b) Rule\nWords.\n"
            + block("id: a\nin_force: 2013-01-01..2015-01-01\nforbid: hold"),
            15,
            "no instrument begins the day after 2015-01-01",
        ),
        (
            "## (b) Rule\nWords.\n" + block("id: a\nin_force: 2013-01-01..\nforbids: hold"),
            16,
            "unknown key `forbids`; expected `forbid`",
        ),
        (
            "## (b) Rule\nWords.\n" + block("id: a\nin_force: 2013-01-01..\nforbid: holding"),
            16,
            "unknown action `holding`",
        ),
        (
            "## (b) Rule\nWords.\n"
            + block("id: a\nin_force: 2013-01-01..\nforbid: hold\npermit: enter"),
            14,
            "2 effects in one rule",
        ),
        (
            "## (b) Rule\nWords.\n" + block("id: a\nid: b\nin_force: 2013-01-01..\nforbid: hold"),
            15,
            "`id` stands twice",
        ),
        (
            "## (b) Rule\nWords.\n" + block(rule("forbid: hold", "a &&")),
            17,
            "not a CEL expression",
        ),
        (
            "## (b) Rule\nWords.\n" + block(rule("refer: hold")),
            14,
            "`why` is missing in a rule of `refer`",
        ),
    ],
)
def test_a_fault_of_a_page_names_its_line(body: str, line: int, message: str) -> None:
    """Whoever edits law sees at once where and what."""
    with pytest.raises(LawError) as refused:
        read_page(page(body), "one.md", "one")

    assert str(refused.value).startswith(f"one.md:{line}")
    assert message in str(refused.value)


def test_words_without_a_rule_may_say_why() -> None:
    """A paragraph that begins `No rule:` excuses its heading."""
    found = read_page(page("## (e) Suits\nNobody may sue.\n\nNo rule: no act.\n"), "one.md", "one")

    assert found.provisions == ()


def test_every_faulty_file_is_reported_at_once(tmp_path: Path) -> None:
    """A check shows all that is wrong, not the first thing."""
    root = folder(tmp_path, rule("forbids: hold"))
    (root / "us-zz" / "two.md").write_text("no front matter", encoding="utf-8")
    (root / "us-zz" / "three.md").write_bytes(b"---\n\xff\n")

    assert [(Path(one.place.file).name, one.place.line) for one in problems(root) if one.place] == [
        ("one.md", 18),
        ("three.md", 2),
        ("two.md", 1),
    ]
    with pytest.raises(LawError, match="unknown key"):
        read_law(root)
