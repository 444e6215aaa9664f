"""All that the pages show of one request, loaded with a constant number of queries.

MUST: what is sealed is opened for those alone who handle requests. An inspector reads everything
beside it; of a person whose key was destroyed nobody reads anything.
"""

from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.decide.plan import ActionPlan, plan
from comity.desk import case as cases
from comity.desk import counsel, keys
from comity.desk.actions.standing import full
from comity.desk.models import Decision, Facts, Request
from comity.errors import ComityError, SealError
from comity.facts import case_from
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version

OPENS_SEALED: Final = ("clerk", "supervisor", "lawyer")
"""The roles for which sealed values are opened."""


class Dossier:
    """One request as one reader may see it. What is worked out is worked out once."""

    def __init__(self, reader: AbstractBaseUser | AnonymousUser, found: Request) -> None:
        self.request, self._role = found, reader.role  # type: ignore[union-attr]
        self.status = found.status
        self.now = timezone.now()
        self.zone: ZoneInfo = counsel.zone(found.agency)

    @cached_property
    def is_destroyed(self) -> bool:
        """Whether the person's key was destroyed."""
        return hasattr(self.request.person, "seal")

    @cached_property
    def key(self) -> bytes | None:
        """The person's key; None for a reader who may not open it, or where it is gone."""
        if self._role not in OPENS_SEALED or self.is_destroyed:
            return None
        try:
            return keys.key_of(self.request.person)
        except SealError:
            return None

    @cached_property
    def facts(self) -> Facts | None:
        """The latest version of the facts."""
        facts: Facts | None = self.status.facts
        return facts

    @cached_property
    def data(self) -> dict[str, Any] | None:
        """The latest facts as JSON, if this reader may see them."""
        if self.key is None or self.facts is None:
            return None
        return cases.load(self.facts, self.key)

    @cached_property
    def case(self) -> Case | None:
        """The case on which the decision stands, at its hour; the latest one if there is none."""
        if self.data is None:
            return None
        at = self.decision.at if self.decision else self.now
        return case_from({**self.data, "at": at.isoformat()})

    @property
    def unsaid(self) -> str:
        """Where facts come from for which nobody said it: in the first version, the request."""
        first = self.facts is not None and self.facts.version == 1
        return _("as it came with the request") if first else ""

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that stands on the request."""
        decision: Decision | None = self.status.decision
        return decision

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The decision's answer for each act: whole with the key, else what is not sealed."""
        if self.decision is None:
            return {}
        if self.key is None:
            public: dict[str, Any] = self.decision.rulings
            return public
        answers: dict[str, Any] = full(self.decision, self.key)["actions"]
        return answers

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The acts asked for; all of them where the request does not say, or one may not see it."""
        asks = ((self.data or {}).get("request") or {}).get("asks")
        return tuple(one for one in asks or () if one in ACTIONS) or ACTIONS

    @cached_property
    def version(self) -> Version | None:
        """The law by which the decision was made; None where the packs hold it no more."""
        if self.decision is None:
            return None
        try:
            found = counsel.version(self.request.agency, self.decision.at)
        except ComityError:
            return None
        return found if found.hash == self.decision.law else None

    @cached_property
    def is_outdated(self) -> bool:
        """Whether the law in force now is another than that of the decision."""
        if self.decision is None:
            return False
        try:
            return counsel.version(self.request.agency, self.now).hash != self.decision.law
        except ComityError:
            return True

    def plan_of(self, act: str) -> ActionPlan | None:
        """The conditions of an act under the law of the decision."""
        if self.version is None:
            return None
        return next(one for one in plan(self.version).actions if one.action == act)
