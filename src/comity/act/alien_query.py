"""The immigration alien query, IAQ: a question that tells the immigration agency more than it asks.

It carries the name, the birth, whether the person is held and the charge, and one of its stated
purposes is to tell that agency of a custody (Nlets 21003097354). MUST: it is a contact like any
other, decided before it is sent; what comes back, an IAR, is information and never a warrant or a
detainer.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from comity.act.message_fields import checked, code, day, shaped, text, words
from comity.model.contact import discloses

TO: Final = "VTICE0900"
"""The Law Enforcement Support Center of Immigration and Customs Enforcement."""

NO_CHARGE: Final = "0399"
"""OFF where the person is charged with nothing."""

IAR_IS: Final = "information"
"""What an answer is, as a fact: neither a warrant nor a detainer, and a ground for neither."""

_RULES: Final = (
    code("PUR", "C", "F", required=True),
    words("ATN", 30, required=True),
    words("PHN", 20, required=True),
    words("NAM", 30, required=True),
    day("DOB", required=True),
    shaped("SEX", "[A-Z]", "one letter", required=True),
    shaped("POB", "[A-Z]{2}", "the two letters of a place", required=True),
    code("CUS", "Y", "N", required=True),
    shaped("OFF", "[0-9]{4}", f"the four digits of an offence, {NO_CHARGE} if none", required=True),
    shaped("ARN", "[0-9]{8,9}", "the 8 or 9 digits of an alien file"),
    shaped("FBI", "[A-Z0-9]{1,9}", "1 to 9 letters or digits"),
    shaped("SID", "[A-Z0-9]{1,10}", "1 to 10 letters or digits"),
    shaped("OLN", "[A-Z0-9]{1,20}", "1 to 20 letters or digits"),
)

FIELD_NAMES: Final = tuple(rule.name for rule in _RULES)

TELLS: Final[dict[str, str]] = {
    "NAM": "identity",
    "ARN": "identity",
    "FBI": "identity",
    "SID": "identity",
    "OLN": "identity",
    "DOB": "birth",
    "POB": "birth",
    "CUS": "custody",
    "OFF": "charges",
}
"""The item of a contact that each field tells; the other fields are about the asker."""


@frozen
class AlienQuery:
    """A query with every field checked, in order. `alien_query` makes it."""

    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The message; the header that a state's own switch wants is not part of it."""
        return text("IAQ", (TO,), self.fields)


def alien_query(fields: Mapping[str, str]) -> AlienQuery:
    """The query from its fields. Raises InputError that names the field and what was expected."""
    return AlienQuery(checked("IAQ", _RULES, fields))


def told_by(query: AlienQuery) -> tuple[str, ...]:
    """The items that the query tells: those of its fields, and those that any such query tells.

    A query that says "not in custody" tells of the custody all the same, and one with the code for
    no charge tells that there is none.
    """
    return discloses("alien-query", tuple(TELLS[name] for name, _ in query.fields if name in TELLS))
