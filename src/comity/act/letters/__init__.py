"""Letters that the law owes to the person: which are owed, and the paper itself, ready to print.

MUST: a duty without a template has no letter. What a person is told of a right is written by
somebody who read the section; nothing here fills the gap with words of its own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from comity.act.letters import english, spanish
from comity.act.letters.facts import LetterFacts
from comity.act.letters.page import Part, page
from comity.act.letters.words import (
    CONSENT_WITH_COUNSEL,
    CONSENT_WITHOUT_RETALIATION,
    HELD_ON_DETAINER,
    HOLD_ASKED,
    INTERVIEW_ASKED,
    INTERVIEW_CONSENT,
    NOTICE_ASKED,
    RELEASE_NOTICE,
    REQUEST_AND_INTENTION,
    STATUS_NEED_NOT_BE_TOLD,
    Words,
)
from comity.errors import CoverageError, InputError
from comity.model.decision import Owed

TO_THE_PERSON: Final = ("give-copy", "inform-person")
"""The duties of a decision that are owed to the person."""

_NEW_JERSEY: Final = "N.J. Att'y Gen. Directive 2018-6"

TEMPLATES: Final[dict[tuple[str, str], str]] = {
    ("give-copy", "Cal. Gov. Code § 7283.1(b), first sentence"): REQUEST_AND_INTENTION,
    ("inform-person", "Cal. Gov. Code § 7283.1(b), first sentence"): REQUEST_AND_INTENTION,
    ("give-copy", "Cal. Gov. Code § 7283.1(b), second sentence"): RELEASE_NOTICE,
    ("inform-person", "Cal. Gov. Code § 7283.1(b), second sentence"): RELEASE_NOTICE,
    ("give-copy", "Cal. Gov. Code § 7283.1(a)"): INTERVIEW_CONSENT,
    ("inform-person", "Cal. Gov. Code § 7283.1(a)"): INTERVIEW_CONSENT,
    ("inform-person", "Tex. Code Crim. Proc. art. 2.251(a)(2)"): HELD_ON_DETAINER,
    ("inform-person", "Tex. Code Crim. Proc. art. 2A.060(a)(2)"): HELD_ON_DETAINER,
    ("inform-person", f"{_NEW_JERSEY}, a request for longer detention"): HOLD_ASKED,
    ("inform-person", f"{_NEW_JERSEY}, a request for notice of the release"): NOTICE_ASKED,
    ("inform-person", f"{_NEW_JERSEY}, a request for an interview"): INTERVIEW_ASKED,
    ("give-copy", f"{_NEW_JERSEY}, consent to an interview"): CONSENT_WITH_COUNSEL,
    ("inform-person", "Wash. Rev. Code § 10.93.160(9)(a)"): STATUS_NEED_NOT_BE_TOLD,
    ("give-copy", "Wash. Rev. Code § 10.93.160(6)(b)"): CONSENT_WITHOUT_RETALIATION,
    ("inform-person", "Wash. Rev. Code § 10.93.160(6)(b)"): CONSENT_WITHOUT_RETALIATION,
}
"""The template of each duty, as the decision has it. Duties of one template are one letter."""

LANGUAGES: Final[dict[str, Words]] = {"en": english.WORDS, "es": spanish.WORDS}
"""The languages in which every template is written, by the first part of the tag of RFC 5646."""


@frozen
class Letter:
    """A letter as HTML for print, in UTF-8.

    `language` is the one in which it is written first, `languages` are all in it. `missing` is the
    language that the person asked for and that there is none in; someone translates. `settled` is
    False while it says that something is not decided yet: then another letter has to follow.
    """

    html: str
    language: str
    title: str
    template: str
    languages: tuple[str, ...]
    missing: str | None
    settled: bool


def notices_owed(decision: Mapping[str, Any]) -> tuple[Owed, ...]:
    """The duties of a decision that are owed to the person, from its JSON, each once.

    The notice of § 7283.1(b), second sentence, is owed only once a release is in fact told.
    """
    owed = (one for answer in decision["actions"].values() for one in answer["duties"])
    return tuple(dict.fromkeys(_owed(one) for one in owed if one["do"] in TO_THE_PERSON))


def letter(duty: Owed, language: str | None, facts: LetterFacts) -> Letter:
    """The letter that fulfils a duty, in the language that the person asked for.

    With none asked for, or one that it is not written in, it is in English with the Spanish beside
    it. Raises CoverageError for a duty without a template, InputError for a fact that it needs.
    """
    template = TEMPLATES.get((duty.do, duty.cite))
    if template is None:
        what = f"there is no letter for the duty {duty.do} of {duty.cite}"
        raise CoverageError(what, field="duty", expected="a letter that a lawyer wrote")
    _complete(template, facts)
    languages, missing = _languages(language)
    parts = tuple(_part(one, template, duty, facts) for one in languages)
    settled = template != REQUEST_AND_INTENTION or None not in facts.intends.values()
    title = parts[0].title
    return Letter(page(parts), languages[0], title, template, languages, missing, settled)


def _owed(duty: Mapping[str, Any]) -> Owed:
    by = datetime.fromisoformat(duty["by"]) if duty["by"] else None
    return Owed(duty["do"], by, duty["cite"])


def _languages(asked: str | None) -> tuple[tuple[str, ...], str | None]:
    """The languages of a letter, and the one asked for if it is not among them."""
    if asked is None or not asked.strip():
        return tuple(LANGUAGES), None
    primary = asked.replace("_", "-").partition("-")[0].strip().lower()
    return ((primary,), None) if primary in LANGUAGES else (tuple(LANGUAGES), asked)


def _complete(template: str, facts: LetterFacts) -> None:
    if template == RELEASE_NOTICE and facts.release is None:
        what = "a notice of a release says when"
        raise InputError(what, field="release", expected="the instant that the agency told")
    if template == REQUEST_AND_INTENTION and not facts.intends:
        what = "the letter says what the agency means to do"
        raise InputError(what, field="intends", expected="each act asked for: yes, no or not yet")


def _part(language: str, template: str, duty: Owed, facts: LetterFacts) -> Part:
    words = LANGUAGES[language]
    return Part(language, words.titles[template], words.filled(template, duty.cite, facts), facts)
