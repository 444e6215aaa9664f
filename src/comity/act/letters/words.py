"""One language's words for every letter, and how the facts are put into them.

MUST: every fact is escaped as it goes in; a name is never markup. A language has all the templates
or it is not offered at all.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from html import escape
from string import Template
from typing import Final

from attrs import frozen

from comity.act.letters.facts import INTENTIONS, LetterFacts

REQUEST_AND_INTENTION: Final = "request-and-intention"
RELEASE_NOTICE: Final = "release-notice"
INTERVIEW_CONSENT: Final = "interview-consent"
CONSENT_WITH_COUNSEL: Final = "interview-consent-counsel"
CONSENT_WITHOUT_RETALIATION: Final = "interview-consent-no-retaliation"
HELD_ON_DETAINER: Final = "held-on-detainer"
HOLD_ASKED: Final = "hold-asked"
NOTICE_ASKED: Final = "notice-asked"
INTERVIEW_ASKED: Final = "interview-asked"
STATUS_NEED_NOT_BE_TOLD: Final = "status-need-not-be-told"
NAMES: Final = (
    REQUEST_AND_INTENTION,
    RELEASE_NOTICE,
    INTERVIEW_CONSENT,
    CONSENT_WITH_COUNSEL,
    CONSENT_WITHOUT_RETALIATION,
    HELD_ON_DETAINER,
    HOLD_ASKED,
    NOTICE_ASKED,
    INTERVIEW_ASKED,
    STATUS_NEED_NOT_BE_TOLD,
)
"""Every template."""


@frozen
class Words:
    """The words of one language.

    `bodies` are HTML with the placeholders `$agency`, `$contact`, `$requester`, `$form`,
    `$received`, `$written`, `$person`, `$release`, `$intentions` and `$cite`. `asks` says what each
    act is that was asked for, `answers` whether the agency means to do it.
    """

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    asks: Mapping[str, str]
    answers: Mapping[bool | None, str]
    day: Callable[[date], str]
    instant: Callable[[datetime], str]

    def filled(self, template: str, cite: str, facts: LetterFacts) -> str:
        """The body of a letter as HTML, with the facts in it."""
        texts = {
            "agency": facts.agency,
            "contact": facts.contact,
            "requester": facts.requester,
            "form": facts.form,
            "received": self.day(facts.received),
            "written": self.day(facts.written),
            "person": facts.person,
            "release": self.instant(facts.release) if facts.release else "",
            "cite": cite,
        }
        values = {name: escape(text) for name, text in texts.items()}
        return Template(self.bodies[template]).substitute(
            values, intentions=self._intentions(facts)
        )

    def _intentions(self, facts: LetterFacts) -> str:
        """One item an act, in the order of the law."""
        lines = (
            f"<li>{self.asks[act]} <strong>{self.answers[facts.intends[act]]}</strong></li>"
            for act in INTENTIONS
            if act in facts.intends
        )
        return "<ul>" + "".join(lines) + "</ul>"
