"""A letter as one HTML page for print, which a screen reader can read too.

MUST: each language stands in a part of its own with its `lang`, or it is read out as English.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from attrs import frozen

from comity.act.letters.facts import LetterFacts

_STYLE: Final = """
@page { size: letter; margin: 1in; }
body { font: 12pt/1.5 serif; color: #000; background: #fff; max-width: 40em; margin: auto; }
h1 { font-size: 16pt; line-height: 1.25; }
article + article { break-before: page; }
.choices { list-style: none; padding: 0; }
.choices li { margin: 0.75em 0; padding-left: 2em; text-indent: -2em; }
.box { display: inline-block; width: 0.8em; height: 0.8em; border: 1pt solid; margin-right: 1em; }
.sign { border-top: 1pt solid; margin-top: 3em; width: 20em; }
.cite { font-size: 10pt; }
""".strip()


@frozen
class Part:
    """One language's letter: its tag, its title as text, its body as HTML, and the facts."""

    language: str
    title: str
    body: str
    facts: LetterFacts


def page(parts: Sequence[Part]) -> str:
    """The whole page; its title and language are those of the first part."""
    first = parts[0]
    articles = "\n".join(_article(part) for part in parts)
    return (
        f'<!doctype html>\n<html lang="{first.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(first.title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n<main>\n{articles}\n</main>\n</body>\n</html>\n"
    )


def _article(part: Part) -> str:
    facts = part.facts
    return (
        f'<article lang="{part.language}">\n'
        f"<p>{escape(facts.agency)}<br>{escape(facts.contact)}</p>\n"
        f"<h1>{escape(part.title)}</h1>\n{part.body.strip()}\n</article>"
    )
