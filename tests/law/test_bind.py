"""Names and types are checked when the law is loaded, against the facts of a case."""

from datetime import date
from pathlib import Path

import pytest

from comity.errors import LawError
from comity.law.version import in_force
from comity.model import tree
from tests.packs import AGENCY, case, decided, law, rule

DAY = date(2016, 6, 1)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ('requst.kind == "detainer"', "unknown name `requst`; expected `request`"),
        ('request.knd == "detainer"', "Request has no `knd`; expected `kind`"),
        ('request.kind == "detaner"', 'no such term "detaner"; expected "detainer"'),
        ("request.kind == 3", "this is a number; expected a text"),
        ("request.kind", "this is a text; expected a truth"),
        ("person.convictions", "this is a list, each the record Conviction; expected a truth"),
        ('person.name == "x"', "no rule may read `name`"),
        ("custody.arrested < at", "this is a instant; expected a day"),
        ('request.kind < "x"', "`<` between values of type text"),
        ("person.convictions.exists(c, c.grade)", "this is a text; expected a truth"),
        ("person.convictions.map(c, c.grade)", "`.map(…)` is not supported"),
        ("person.convictions.filter(c, c.sentenced)", "`filter` by itself"),
        ('listed("lsited", request.form)', "no schedule `lsited`"),
        ('listed("listed", request.form)', "`listed` lists offences"),
        ('hours_after(at, 1, [], "mars") < at', "unknown list of holidays 'mars'"),
        ('date("2014-02-30") < custody.arrested', "not a day: '2014-02-30'"),
        ("years_before(custody.arrested) < custody.arrested", "with 1 arguments; expected 2"),
    ],
)
def test_a_wrong_name_or_type_is_refused_where_it_stands(
    tmp_path: Path, when: str, message: str
) -> None:
    """With file, line and column, and the nearest thing that exists."""
    made = law(tmp_path, f"id: one\nin_force: 2013-01-01..\nforbid: hold\nwhen: >\n  {when}")

    with pytest.raises(LawError) as refused:
        in_force(made, AGENCY, DAY)

    assert message in str(refused.value)
    assert refused.value.place is not None
    assert refused.value.place.line == 20


DEFINITION = "define: {}\nin_force: 2013-01-01..\nis: {}"


def test_a_definition_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    """A circle of terms means nothing."""
    made = law(
        tmp_path,
        DEFINITION.format("a", "b"),
        DEFINITION.format("b", "a"),
        rule("forbid: hold", "a"),
    )

    with pytest.raises(LawError, match="`a` is defined by itself"):
        in_force(made, AGENCY, DAY)


def test_a_body_does_not_capture_the_variable_of_its_argument(tmp_path: Path) -> None:
    """`other(c)` looks for another conviction, whatever its own variable is called."""
    made = law(
        tmp_path,
        DEFINITION.format("other(c)", "person.convictions.exists(d, d.judgment > c.judgment)"),
        DEFINITION.format("same(c)", "person.convictions.exists(c, other(c))"),
        rule("forbid: hold", "person.convictions.exists(c, other(c))"),
        rule("forbid: enter", "person.convictions.exists(c, same(c))", name="two"),
    )
    one = [{"judgment": "2010-01-01"}]
    two = [*one, {"judgment": "2011-01-01"}]

    assert [
        decided(made, case(person={"convictions": convictions})).actions[action].outcome
        for convictions in (one, two)
        for action in ("hold", "enter")
    ] == ["silent", "silent", "must-not", "must-not"]


def test_a_filter_is_counted_or_looked_through(tmp_path: Path) -> None:
    """`filter` narrows what `size`, `exists` and `all` see."""
    sentenced = "person.convictions.filter(c, c.sentenced)"
    made = law(
        tmp_path,
        rule("forbid: hold", f"{sentenced}.size() >= 2"),
        rule("forbid: enter", f'{sentenced}.exists(d, d.grade == "felony")', name="two"),
        rule("forbid: transfer", f'{sentenced}.all(d, d.grade == "felony")', name="three"),
    )
    felony = {"sentenced": True, "grade": "felony"}
    plea = {"sentenced": False, "grade": "misdemeanor"}

    def outcomes(*convictions: object) -> list[str]:
        found = decided(made, case(person={"convictions": list(convictions)})).actions
        return [found[action].outcome for action in ("hold", "enter", "transfer")]

    assert outcomes(felony, plea) == ["silent", "must-not", "must-not"]
    assert outcomes(felony, felony) == ["must-not", "must-not", "must-not"]
    assert outcomes(plea) == ["silent", "silent", "must-not"]


def test_a_definition_is_put_in_the_place_of_its_name(tmp_path: Path) -> None:
    """The readers of a rule see one whole condition, with the term's title and citation."""
    made = law(tmp_path, DEFINITION.format("free", "person.consents"), rule("forbid: hold", "free"))
    when = in_force(made, AGENCY, DAY).provisions[0].when

    assert isinstance(when, tree.Term)
    assert (when.name, when.title, when.cite) == ("free", "Rule 1", "Code § 1(1)")
    assert tree.Fact(("person", "consents"), ("person", "consents"), tree.TRUTH) == when.body
