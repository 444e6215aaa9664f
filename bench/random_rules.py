"""Random pages of law: definitions, provisions of every effect, exceptions, limits and doubts.

They are read and bound like any page, but from memory. Every choice is drawn from a `Random`, as
in `random_conditions`.
"""

from datetime import date
from random import Random

import attrs
from attrs import frozen

from bench.random_conditions import Conditions
from comity.law.pack import Law, read_pack_page
from comity.law.page import read_page
from comity.law.schedule import read_schedule
from comity.law.version import in_force
from comity.model.case import ACTIONS
from comity.model.provision import DUTIES, Version
from comity.model.tree import Node

AGENCY = "us-random/police"
DAY_OF_LAW = date(2016, 3, 1)

PACK = f"""---
jurisdiction: us-random
name: Nowhere
authority: chance
zone: America/New_York
holidays: us
covers: {{from: 2000-01-01}}
agencies:
  - {{id: {AGENCY}, name: Police of Nowhere}}
open:
  - {{id: open, from: 2000-01-01, ask: Why?, doubts: [share_status]}}
---
"""

FRONT = f"""---
section: Code § 1
title: A random section
agencies: [{AGENCY}]
instruments:
  - {{name: Act, from: 2000-01-01}}
---

# A random section
"""

OFFENCES = """code,section,subdivision,cite,from,to
NY PL,160.10,,(a),2000-01-01,
NY PL,265.02,2 through 8,(a),2000-01-01,
NY PL,135.65,2(b),(a),2000-01-01,
NJ 2C,11-3,,(a),2000-01-01,
"""

TERMS = "term,cite,from,to\nI-247A,(a),2000-01-01,\n160.10,(a),2000-01-01,\n"


def page(random: Random, *, rules: int = 4, depth: int = 3) -> str:
    """A page of definitions and provisions of every effect, exceptions to one another included."""
    writer = Conditions(random)
    blocks = [_definition(writer, n) for n in range(random.randint(0, 2))]
    ids: list[str] = []
    for n in range(random.randint(1, rules)):
        blocks.append(_provision(random, writer, f"rule{n}", ids, depth))
        ids.append(f"rule{n}")
    return page_of(blocks)


def page_of(blocks: list[list[str]]) -> str:
    """The page of these rules, each a list of the lines of its block."""
    text = FRONT
    for number, lines in enumerate(blocks, start=1):
        block = "\n".join([lines[0], "in_force: 2000-01-01..", *lines[1:]])
        text += f"\n## ({number}) Rule\nWords.\n\n```rule\n{block}\n```\n"
    return text


def _provision(
    random: Random, writer: Conditions, name: str, earlier: list[str], depth: int
) -> list[str]:
    effect = random.choice(
        ("forbid", "forbid", "permit", "permit", "require", "limit", "doubt", "refer", "oblige")
    )
    acts = sorted({random.choice(ACTIONS[:3]) for _ in range(2)})
    lines = [f"id: {name}", f"{effect}: [{', '.join(acts)}]"]
    if random.randrange(8):
        lines.append(f"when: {_quoted(writer.truth(depth))}")
    if earlier and random.randrange(2):
        lines.append(f"exception_to: [{random.choice(earlier)}]")
    if effect in ("doubt", "refer"):
        return [*lines, "why: Because."]
    limited = effect == "limit" or (effect in ("permit", "require") and random.randrange(2))
    if limited:
        start = random.choice(("custody.released_otherwise_at", "request.received_at"))
        lines.append(
            f"limits: {{hours: {random.choice((1, 48))}, from: {start}, not_counted: [sunday]}}"
            if random.randrange(3)
            else f"limits: {{end_of_day: {start}}}"
        )
    if effect == "oblige" or random.randrange(3) == 0:
        when = ", when: limit-reached" if limited else ""
        lines.append(f"duties: [{{do: {random.choice(DUTIES)}{when}}}]")
    if random.randrange(4) == 0:
        lines.append(f"contested: {{why: Really, when: {_quoted(writer.truth(1))}}}")
    return lines


def _quoted(condition: str) -> str:
    return "'" + condition + "'"


def version_of(text: str) -> Version:
    """The version that a page makes, read and bound like any page of law, but from memory."""
    pack = attrs.evolve(
        read_pack_page(PACK, "pack.md"),
        pages=(read_page(text, "random.md", "random"),),
        schedules=(
            read_schedule(OFFENCES, "offences.csv", "offences"),
            read_schedule(TERMS, "terms.csv", "terms"),
        ),
    )
    return in_force(Law({pack.id: pack}), AGENCY, DAY_OF_LAW)


@frozen
class Written:
    """A condition: as bound, with the version that it is the only rule of, and as plain CEL."""

    version: Version
    node: Node
    text: str


def condition(random: Random, *, depth: int = 3, definitions: int = 2) -> Written:
    """A condition, whose definitions stand on the page that it was bound on."""
    writer = Conditions(random)
    blocks = [_definition(writer, n) for n in range(random.randint(0, definitions))]
    when = writer.truth(depth)
    blocks.append(["id: rule", "permit: hold", f"when: {_quoted(when)}"])
    version = version_of(page_of(blocks))
    return Written(version, version.provisions[0].when, writer.written_out(when))


def _definition(writer: Conditions, number: int) -> list[str]:
    body = writer.define(f"term{number}")
    record = writer.definitions[-1][1]
    lines = [f"define: term{number}" + ("(p)" if record else ""), f"is: {_quoted(body)}"]
    if record is not None and "qualifies" in record.fields and writer.random.randrange(2):
        lines.append("judgement: {fact: p.qualifies, by: lawyer, asks: Which?}")
    return lines
