"""How a fact is declared: its meaning, its terms, and what a missing value means.

A fact is *unknown* when it is missing or null (`UNKNOWN`): the logic of `decide` has three
values, and an unknown is never read as false. Two kinds of fact differ, and say so:

- a *designation* is part of a record only when someone entered it (a hate-crime designation,
  a ground that somebody claims). When its key is absent it was not entered and has the default
  that is declared here. An explicit null is unknown, as everywhere.
- a *label* (a name) is carried along and never seen by a rule.
"""

from typing import Any, Final

import attrs

UNKNOWN: Final = None
"""The value of a fact that nobody has stated. SQL's NULL is the same unknown."""


def fact(
    doc: str,
    *,
    name: str | None = None,
    terms: tuple[str, ...] = (),
    same_as: dict[str, str] | None = None,
    unit: str | None = None,
) -> Any:
    """A fact that is unknown unless stated.

    `name` is the key in JSON where Python reserves the word. `terms` closes the vocabulary;
    `same_as` maps other spellings onto a term. `unit` says unit, shape or zone.
    """
    return attrs.field(
        default=UNKNOWN,
        metadata={"doc": doc, "name": name, "terms": terms, "same_as": same_as or {}, "unit": unit},
    )


def designation(doc: str, *, default: object, terms: tuple[str, ...] = ()) -> Any:
    """A fact that holds its default when the record has no such entry (see the module)."""
    return attrs.field(
        default=default,
        metadata={"doc": doc, "terms": terms, "designation": True},
    )


def label(doc: str) -> Any:
    """Something that travels with the case and that no rule may read."""
    return attrs.field(default=UNKNOWN, metadata={"doc": doc, "label": True})


def required(doc: str, *, unit: str | None = None) -> Any:
    """A field without which there is no case."""
    return attrs.field(metadata={"doc": doc, "required": True, "unit": unit})


def part(doc: str, factory: type) -> Any:
    """A record inside the record; when it is missing, each of its facts is unknown."""
    return attrs.field(factory=factory, metadata={"doc": doc})
