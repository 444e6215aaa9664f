"""Puts questions to the search, each once: agencies and versions often share their conditions."""

from collections.abc import Iterable

import attrs

from comity.model.case import Case
from comity.prove.plain import plain
from comity.prove.question import Question, mentions_agency
from comity.prove.search import Effort, Finding, search


class Inquiry:
    """Answers questions, and remembers what it was asked and the cases that it found."""

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self._findings: dict[Question, Finding] = {}
        self._cases: dict[str, list[Case]] = {}

    def __call__(self, question: Question) -> Finding:
        """A plain case that is asked for, or the proof that there is none."""
        key = question
        if not any(mentions_agency(one) for one in question.conditions):
            key = attrs.evolve(question, agency="")
        if key not in self._findings:
            self._findings[key] = self._found(question)
        found = self._findings[key]
        if found.case and found.case.agency != question.agency:
            return attrs.evolve(found, case=attrs.evolve(found.case, agency=question.agency))
        return found

    def any_of(self, questions: Iterable[Question]) -> tuple[Question | None, Finding]:
        """The first question that some case answers, with the case; if none, the last finding.

        Cases that were found before are tried first, which costs next to nothing.
        """
        questions = list(questions)
        for question in questions:
            for case in self._cases.get(question.agency, ()):
                if question.holds(case):
                    return question, Finding(plain(case, question))
        last = Finding(None)
        for question in questions:
            found = self(question)
            if found.case:
                return question, found
            if found.open or found.short:
                last = found
        return None, last

    def _found(self, question: Question) -> Finding:
        found = search(question, self.effort)
        if found.case is None:
            return found
        self._cases.setdefault(question.agency, []).append(found.case)
        # What a complete case could do without is what makes it complete.
        if question.complete:
            return found
        return attrs.evolve(found, case=plain(found.case, question))
