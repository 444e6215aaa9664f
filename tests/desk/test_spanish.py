"""The Spanish of the desk is complete, and what is served is made from what is read.

No gettext program is needed: the strings are found in the templates and in the code themselves. The
head of `django.po` says which commands refresh it.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from django.utils.translation import trim_whitespace
from django.utils.translation.template import templatize

import comity.desk
from comity.desk.pages.fact_words import FACTS
from comity.model.shape import case_shape, each_fact

DESK: Final = Path(comity.desk.__file__).parent
CATALOGUE: Final = DESK / "locale" / "es" / "LC_MESSAGES" / "django.po"
NAMES: Final = ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")

Message: TypeAlias = tuple[str, str | None]
"""A string of the source, with its plural if it has one."""


def in_code(text: str) -> Iterator[Message]:
    """The strings that Python code marks for translation."""
    tree = ast.parse(text)
    renamed = {
        name.asname or name.name: name.name
        for one in ast.walk(tree)
        if isinstance(one, ast.ImportFrom) and one.module == "django.utils.translation"
        for name in one.names
    }
    for one in ast.walk(tree):
        if not isinstance(one, ast.Call) or not isinstance(one.func, ast.Name):
            continue
        function = renamed.get(one.func.id, "")
        if function in NAMES:
            texts = [arg.value for arg in one.args if isinstance(arg, ast.Constant)]
            if texts:  # otherwise a string that is marked where it was written
                plural = function.startswith("n")
                yield str(texts[0]), str(texts[1]) if plural else None


def in_template(path: Path) -> Iterator[Message]:
    """The strings that a template marks, as Django itself hands them to gettext."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in re.finditer(r"\bn?gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", code):
        first = ast.literal_eval(call[1])
        more = re.match(r",\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", code[call.end() :])
        plural = ast.literal_eval(more[1]) if call[0].startswith("n") and more else None
        yield first, plural
    for call in re.finditer(r"(?<![\w])_\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", code):
        yield ast.literal_eval(call[1]), None


def sources() -> dict[Message, Path]:
    """Every string of the desk that is to be translated, and where it stands."""
    found: dict[Message, Path] = {}
    for path in sorted(DESK.rglob("*.py")):
        for message in in_code(path.read_text(encoding="utf-8")):
            found.setdefault(message, path)
    for path in sorted(DESK.glob("templates/**/*.html")):
        for message in in_template(path):
            found.setdefault(message, path)
    return found


def catalogue() -> dict[str, dict[str, str]]:
    """The entries of `django.po` by their string; a fuzzy one has the key `fuzzy`."""
    found = {}
    for block in CATALOGUE.read_text(encoding="utf-8").split("\n\n"):
        entry: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#,") and "fuzzy" in line:
                entry["fuzzy"] = "yes"
            named = re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line)
            if named:
                key = named[1]
                entry[key] = ast.literal_eval(named[2])
            elif line.startswith('"'):
                entry[key] += ast.literal_eval(line)
        if "msgid" in entry:
            found[entry["msgid"]] = entry
    return found


def translations(entry: dict[str, str]) -> list[str]:
    """The translations of an entry: one, or one for each form of the plural."""
    return [value for key, value in entry.items() if key.startswith("msgstr")]


def placeholders(text: str) -> list[str]:
    """What is filled into a string: %s, %d, %(name)s."""
    return sorted(re.findall(r"%(?:\(\w+\))?[sd]", text))


SOURCES: Final = sources()
ENTRIES: Final = catalogue()
TRANSLATED: Final = {text: entry for text, entry in ENTRIES.items() if text}


def test_every_string_of_the_desk_is_found():
    """The search finds what is marked in templates and in code, plurals too."""
    assert ("Inbox", None) in SOURCES
    assert ("%(n)s row", "%(n)s rows") in SOURCES
    assert ("%(n)d act of %(what)s is signed.", "%(n)d acts of %(what)s are signed.") in SOURCES


def test_every_string_has_a_spanish_translation():
    """No page of the Spanish desk falls back to English."""
    lacking = [
        f"{path.relative_to(DESK)}: {text}"
        for (text, plural), path in SOURCES.items()
        if text not in ENTRIES
        or ENTRIES[text].get("msgid_plural") != plural
        or not all(translations(ENTRIES[text]))
    ]

    assert [] == lacking


def test_every_fact_of_a_case_is_marked_as_it_is_declared():
    """What the pages call a fact is the text of its declaration, and is in the catalogue."""
    declared = {field.doc for _path, field in each_fact(case_shape())}

    assert declared == set(FACTS)


def test_no_translation_is_a_guess():
    """A fuzzy entry is not served, so there is none."""
    assert [] == [text for text, entry in TRANSLATED.items() if "fuzzy" in entry]


def test_nothing_is_translated_that_is_no_longer_said():
    """Strings that went away leave the catalogue."""
    said = {text for text, _plural in SOURCES}

    assert [] == [text for text in TRANSLATED if text not in said]


@pytest.mark.parametrize("text", [one for one in TRANSLATED if "%" in one])
def test_what_is_filled_in_is_the_same_in_both(text):
    """A translation fills in what the English fills in: no more, no less."""
    entry = TRANSLATED[text]
    expected = placeholders(entry.get("msgid_plural", text))

    assert [expected] * len(translations(entry)) == [
        placeholders(one) for one in translations(entry)
    ]


def test_the_compiled_catalogue_is_made_of_the_one_that_is_read():
    """Every translation that is served is that of `django.po`."""
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        served = gettext.GNUTranslations(file)

    for text, entry in TRANSLATED.items():
        if "msgid_plural" in entry:
            several = entry["msgid_plural"]
            assert entry["msgstr[0]"] == served.ngettext(text, several, 1)
            assert entry["msgstr[2]"] == served.ngettext(text, several, 2)
            assert entry["msgstr[1]"] == served.ngettext(text, several, 1_000_000)
        else:
            assert entry["msgstr"] == served.gettext(text)


def test_a_block_is_trimmed_as_django_trims_it():
    """Django joins the lines of a trimmed block; the search relies on the same."""
    assert "one two" == trim_whitespace("\n  one\n  two\n")
