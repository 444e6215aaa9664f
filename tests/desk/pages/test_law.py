"""The public pages of law."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comity.desk import counsel
from comity.desk.actions import receive
from comity.desk.pages import law
from comity.desk.pages.law_compare import changes, marked
from comity.desk.pages.law_links import listed
from comity.desk.pages.law_text import markdown, on_day
from comity.law.read import shipped
from comity.prove.scenarios import read_scenarios
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

PACKS = counsel.law().law.packs
SECTIONS = [(pack, one) for pack in PACKS.values() for one in pack.pages]
DAY = timedelta(days=1)


@pytest.fixture
def visitor(db) -> Client:
    return Client(HTTP_HOST="localhost")


def get(client: Client, address: str) -> str:
    page = client.get(address)
    assert 200 == page.status_code, address
    return page.content.decode()


def test_every_jurisdiction_is_listed_with_its_limits(visitor):
    """Anyone reads which jurisdictions there are, since when, and for which agencies."""
    page = get(visitor, "/law/")

    for pack in PACKS.values():
        assert pack.name in page
        assert str(pack.first) in page
        assert all(one.id in page for one in pack.agencies)


def test_the_count_of_scenarios_is_that_of_the_file():
    """The number shown is the number that the reader of scenarios finds."""
    expected = {
        path.parent.name: len(read_scenarios(path)) for path in shipped().glob("*/scenarios.yaml")
    }

    found = {name: law._scenarios(pack.place.file, pack.digest) for name, pack in PACKS.items()}

    assert expected == {name: count for name, count in found.items() if name in expected}


def test_a_jurisdiction_shows_sections_promises_and_questions(visitor):
    """Each jurisdiction's page has every section, invariant and open question of its pack."""
    for pack in PACKS.values():
        page = Text.of(get(visitor, f"/law/{pack.id}/"))

        assert all(one.section in page for one in pack.pages)
        assert all(one.says in page for one in pack.invariants)
        assert all(one.ask in page for one in pack.open)


@pytest.mark.parametrize(
    ("pack", "section"), SECTIONS, ids=[f"{pack.id}/{one.name}" for pack, one in SECTIONS]
)
def test_every_section_opens_on_every_day_of_change_and_the_day_before(visitor, pack, section):
    """Walked through time, no day of any section is an error, and each rule stands once."""
    for day in law.change_days(pack, section):
        for one in (day - DAY, day):
            page = get(visitor, f"/law/{pack.id}/{section.name}/?on={one}")

            expected = len(section.rules_on(one)) if one >= pack.first else 0
            assert expected == page.count('class="panel rule"'), one
            assert len(page) < 120_000


@pytest.mark.parametrize(
    ("pack", "section"), SECTIONS, ids=[f"{pack.id}/{one.name}" for pack, one in SECTIONS]
)
def test_every_link_within_a_section_leads_somewhere(visitor, pack, section):
    """Terms, lists and excepted rules are links to what is there, on the same page or another."""
    address = f"/law/{pack.id}/{section.name}/?on={max(section.dates)}"
    pages: dict[str, str] = {}
    inside = r"<pre[^>]*>.*?</pre>|Exception to:.*?</p>"
    for link in re.findall(inside, get(visitor, address), re.S):
        for target in re.findall(r'href="([^"]*)"', link):
            where, _, name = target.partition("#")
            where = where or address
            pages[where] = pages.get(where) or get(visitor, where)
            assert f'id="{name}"' in pages[where], target


def test_a_provision_shows_its_words_citation_effect_and_acts(visitor):
    """On 1 June 2017 the police's ban on holding stands with its citation and its acts."""
    page = Text.of(get(visitor, "/law/us-ny-nyc/14-154/?on=2017-06-01"))

    assert "N.Y.C. Admin. Code § 14-154(b)(1)" in page
    assert "Forbids: hold the person" in page
    assert "in force from 2013-07-16 to 2026-01-28" in page


def test_a_section_leads_to_what_was_in_force_before_and_after(visitor):
    """From the reading of 2026 a link leads to the last day of the reading before, and back."""
    after = get(visitor, "/law/us-ny-nyc/14-154/?on=2026-01-29")
    before = get(visitor, "/law/us-ny-nyc/14-154/?on=2026-01-28")

    assert "?on=2026-01-28#term-federal_immigration_authorities" in after
    assert "?on=2026-01-29#term-federal_immigration_authorities" in before


def test_words_without_a_rule_are_shown_too(visitor):
    """The watch list has a paragraph and no rule; the page keeps it."""
    page = get(visitor, "/law/us-ny-nyc/14-154/?on=2017-06-01")

    assert "The federal terrorist watch list, or a similar or later list." in page


def test_what_is_contested_is_marked_with_its_reason(visitor):
    """In Texas the duty was enjoined on its first day, and no longer on 8 May 2018."""
    first = get(visitor, "/law/us-tx/ccp-2.251/?on=2017-09-01")
    later = get(visitor, "/law/us-tx/ccp-2.251/?on=2018-05-08")

    assert 'Contested:</strong> <span lang="en">A federal district court enjoined' in first
    assert 'Contested:</strong> <span lang="en">A federal district court' not in later


def test_a_list_shows_the_rows_of_the_day(visitor):
    """The schedule of 2014 has 154 places of the Penal Law; each is a row of its table."""
    pack = PACKS["us-ny-nyc"]
    section = pack.page("14-154")
    assert section is not None
    (rows,) = [
        sum(day in row.days for row in one.rows)
        for day in [date(2017, 6, 1)]
        for one in listed(counsel.law().law, pack, section, day)
        if one.name == "violent-or-serious"
    ]

    page = get(visitor, "/law/us-ny-nyc/14-154/?on=2017-06-01")

    assert 154 == rows
    assert "(154 rows)" in page


def test_days_that_are_none_are_named_and_not_an_error(visitor):
    """A wrong day in the address is said; the page shows today's law."""
    page = get(visitor, "/law/us-ny-nyc/14-154/?on=last+june")

    assert "“last june” is not a day" in page


def test_a_day_before_any_that_is_covered_says_so(visitor):
    """Nothing is shown for a day that nobody has looked at."""
    page = get(visitor, "/law/us-ca/gov-7282.5/?on=2014-01-01")

    assert "Nobody has looked at the law before 2018-01-04" in page
    assert 'class="panel rule"' not in page


@pytest.mark.parametrize("address", ["/law/xx/", "/law/us-ca/none/", "/law/xx/compare/"])
def test_what_there_is_not_is_not_found(visitor, address):
    """An unknown jurisdiction or section is 404, not an error."""
    assert 404 == visitor.get(address).status_code


def test_comparing_marks_what_changed(visitor):
    """On 29 January 2026 the meaning of federal immigration authorities changes, marked."""
    page = get(visitor, "/law/us-ny-nyc/compare/?from=2026-01-28&to=2026-01-29")

    assert "Federal immigration authorities" in page
    assert "<ins>" in page
    assert "<del>" in page


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_change_day_can_be_compared_for_every_agency(visitor, pack):
    """Each day against the day before, for the jurisdiction and for each agency, opens."""
    days = sorted({day for one in pack.pages for day in one.dates})
    for agency in ["", *(one.id for one in pack.agencies)]:
        for day in days:
            get(visitor, f"/law/{pack.id}/compare/?agency={agency}&from={day - DAY}&to={day}")


def test_a_day_compared_with_itself_has_no_change():
    """The same law on both sides differs in nothing."""
    pack = PACKS["us-ny-nyc"]

    found = [*changes(pack, "us-ny-nyc/nypd", date(2018, 6, 15), date(2018, 6, 15))]

    assert {"same"} == {one.kind for one in found}


def test_marking_keeps_both_texts():
    """Without the marks each side is the text that it was, escaped."""
    old, new = marked("a <b> c", "a c & d")

    assert "a &lt;b&gt; c" == re.sub("</?(ins|del)>", "", old)
    assert "a c &amp; d" == re.sub("</?(ins|del)>", "", new)
    assert "<del>" in old
    assert "<ins>" in new


def test_all_doubts_stand_on_one_page(visitor):
    """Every open question and every contested reason of every pack is on the page of doubts."""
    page = Text.of(get(visitor, "/law/open/"))

    for pack in PACKS.values():
        assert all(one.ask in page for one in pack.open)
        for section in pack.pages:
            for rule in section.provisions:
                assert all(one.why in page for one in rule.contests)
                assert rule.why in page


def test_no_sign_in_is_asked_for_and_a_cache_may_keep_it(visitor):
    """A visitor gets the page, no cookie, and leave to keep it; whoever is signed in may not."""
    public = visitor.get("/law/us-ny-nyc/")
    private = signed_in(account("clerk")).get("/law/us-ny-nyc/")

    assert "max-age=600" in public["Cache-Control"]
    assert "public" in public["Cache-Control"]
    assert {} == dict(public.cookies)
    assert "no-store" == private["Cache-Control"]


def test_nothing_of_a_case_is_shown(visitor, clerk, ice):
    """With a request on record no public page asks the database anything, or names the request."""
    made = receive.receive(received(), clerk, agency="us-ny-nyc/nypd", requester="us/ice")
    addresses = ["/law/", "/law/open/", "/law/us-ny-nyc/", "/law/us-ny-nyc/compare/",
                 "/law/us-ny-nyc/14-154/"]  # fmt: skip

    with CaptureQueriesContext(connection) as queries:
        pages = [get(visitor, one) for one in addresses]

    assert 0 == len(queries)
    assert not any(f">{made.number}<" in page for page in pages)


def test_the_language_is_chosen_without_a_form(visitor):
    """A link sets the language and leads back; it leads nowhere else."""
    back = visitor.get("/law/language/es/?next=/law/open/")
    away = visitor.get("/law/language/es/?next=https://elsewhere.example/")

    assert "/law/open/" == back["Location"]
    assert "/law/" == away["Location"]
    assert 'lang="es"' in get(visitor, "/law/")


def test_markdown_lets_no_html_through():
    """HTML on a page of law is shown as text, and a script address is no link."""
    html = markdown("<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b>y</b>")

    assert "<script" not in html
    assert "<b>" not in html
    assert "href" not in html


def test_headings_of_what_is_not_in_force_are_left_out():
    """In 2017 no heading of the rules that ended in 2014 is left standing empty."""
    pack = PACKS["us-ny-nyc"]

    section = pack.page("14-154")
    assert section is not None
    blocks = on_day(counsel.law().law, pack, section, date(2017, 6, 1))

    assert not any("from 2013 to 2014" in one.pinpoint for one in blocks)


def test_nobody_writes_to_the_law(visitor):
    """A POST to a page of law is refused, whoever sends it."""
    clerk = signed_in(account("clerk"))

    assert 403 == clerk.post("/law/us-ny-nyc/").status_code
    assert 302 == visitor.post("/law/us-ny-nyc/").status_code


class Text(HTMLParser):
    """The text of a page, with white space made single."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        reader = cls()
        reader.feed(page)
        return " ".join("".join(reader.parts).split())

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
