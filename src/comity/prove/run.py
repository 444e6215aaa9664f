"""All the claims about a pack, for every agency and every version of its law."""

from collections.abc import Iterator

from comity.errors import CoverageError
from comity.flow import Counsel
from comity.law.pack import Agency, Law, Pack, applies
from comity.law.promise import stretches
from comity.prove.ask import Inquiry
from comity.prove.claim import Claim
from comity.prove.promises import kept_promise
from comity.prove.soundness import conflicts, dead, total

PROMISES, ANSWERS, REACH, CONFLICTS = "promises", "answers", "reach", "conflicts"
"""Promises of the packs; an answer for every case; no dead rule; and what may conflict."""


def packs(law: Law, name: str | None) -> list[Pack]:
    """The pack of a name, or every pack. Raises CoverageError for a name that none has."""
    if name is None:
        return list(law.packs.values())
    if name not in law.packs:
        known = ", ".join(law.packs)
        raise CoverageError(f"no pack {name!r}", field="PACK", expected=f"one of {known}")
    return [law.packs[name]]


def agencies(law: Law, pack: Pack) -> list[Agency]:
    """The agencies of a pack; where it has none, those of the packs below it."""
    below = [agency for other, agency in law.agencies() if pack in law.line(other)]
    return list(pack.agencies) or below


def prove(asked: Counsel, pack: Pack, ask: Inquiry) -> Iterator[tuple[str, list[Claim]]]:
    """Every claim about a pack, each section's in groups that are read together."""
    bound = [one.id for one in agencies(asked.law, pack)]
    for above in asked.law.line(pack):
        for text in above.invariants:
            claims = [
                kept_promise(asked, above, one, text, ask)
                for one in bound
                if applies(text.agencies, one, above) and stretches(asked.law, one, text)
            ]
            if claims:
                yield PROMISES, claims
    for agency in bound:
        yield ANSWERS, [total(asked, agency, ask)]
    for page in pack.pages:
        yield REACH, list(dead(asked, pack, page.name, ask))
    pairs: dict[str, list[Claim]] = {}
    for agency in bound:
        for claim in conflicts(asked, agency, ask):
            pairs.setdefault(claim.name, []).append(claim)
    yield from ((CONFLICTS, claims) for claims in pairs.values())
