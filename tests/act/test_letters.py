"""Letters to the person: every duty of the packs has one, in English and Spanish, and no other."""

from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.letters import LANGUAGES, TEMPLATES, TO_THE_PERSON, letter
from comity.act.letters.facts import INTENTIONS, LetterFacts
from comity.act.letters.words import NAMES
from comity.errors import CoverageError, InputError
from comity.flow import counsel
from comity.law.version import change_days, in_force
from comity.model.decision import Owed

AT = datetime(2021, 6, 1, 10, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
FACTS = LetterFacts(
    person="A. Person",
    agency="County Jail",
    contact="telephone 555-0100",
    requester="U.S. Immigration and Customs Enforcement",
    form="I-247A",
    received=date(2021, 5, 31),
    written=date(2021, 6, 1),
    intends={"hold": False, "notify_release": True},
    release=datetime(2021, 6, 2, 16, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
)
DUTIES = [Owed(do, AT, cite) for do, cite in TEMPLATES]
INTENTION = Owed("inform-person", AT, "Cal. Gov. Code § 7283.1(b), first sentence")
RELEASE = Owed("inform-person", AT, "Cal. Gov. Code § 7283.1(b), second sentence")
CONSENT = Owed("give-copy", AT, "Cal. Gov. Code § 7283.1(a)")
COUNSEL = Owed("give-copy", AT, "N.J. Att'y Gen. Directive 2018-6, consent to an interview")
NO_RETALIATION = Owed("give-copy", AT, "Wash. Rev. Code § 10.93.160(6)(b)")
STATUS = Owed("inform-person", AT, "Wash. Rev. Code § 10.93.160(9)(a)")
HELD = Owed("inform-person", AT, "Tex. Code Crim. Proc. art. 2.251(a)(2)")

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Text and tags of a page; fails where a tag is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def text_of(duty: Owed) -> str:
    return " ".join(Reader(letter(duty, "en", FACTS).html).text.split())


def test_every_duty_to_the_person_in_every_pack_has_a_letter() -> None:
    """On every day of every pack; a new duty is named here before a clerk misses its letter."""
    law = counsel().law
    owed = {
        (duty.do, duty.cite)
        for _, agency in law.agencies()
        for day in change_days(law, agency.id)
        for provision in in_force(law, agency.id, day).provisions
        for duty in provision.duties
        if duty.do in TO_THE_PERSON
    }

    assert set() == owed - set(TEMPLATES)


def test_a_duty_without_a_template_is_named() -> None:
    """Nothing is made up."""
    with pytest.raises(CoverageError, match=r"give-copy of Or\. Rev\. Stat\."):
        letter(Owed("give-copy", AT, "Or. Rev. Stat. § 181A.826"), "en", FACTS)
    with pytest.raises(CoverageError, match="search"):
        letter(Owed("search", AT, "N.Y.C. Admin. Code § 14-154(b)(1)"), "en", FACTS)


def test_each_language_has_every_template_act_and_answer() -> None:
    """A letter that half a language has would be half a letter."""
    for words in LANGUAGES.values():
        assert set(NAMES) == set(words.titles) == set(words.bodies)
        assert set(INTENTIONS) == set(words.asks)
        assert {True, False, None} == set(words.answers)
    assert set(NAMES) == set(TEMPLATES.values())


@pytest.mark.parametrize("template", NAMES)
def test_the_languages_say_the_same_facts(template: str) -> None:
    """The same placeholders, paragraphs, items and boxes, in the same order."""
    shapes = [
        [part for part in words.bodies[template].replace("<", " <").split() if part[0] in "<$"]
        for words in LANGUAGES.values()
    ]
    placeholders = [
        sorted(word.strip("().,:") for word in words.bodies[template].split() if "$" in word)
        for words in LANGUAGES.values()
    ]

    assert [len(shapes[0])] * len(shapes) == [len(shape) for shape in shapes]
    assert len(placeholders[0]) == len(placeholders[1])


@pytest.mark.parametrize("duty", DUTIES)
@pytest.mark.parametrize("language", ["en", "es", None])
def test_a_letter_is_a_whole_page_that_a_screen_reader_can_read(
    duty: Owed, language: str | None
) -> None:
    """Language and title are named, each part has its own language and one heading."""
    made = letter(duty, language, FACTS)
    read = Reader(made.html)

    assert ("html", {"lang": made.language}) in read.tags
    parts = [given["lang"] for tag, given in read.tags if tag == "article"]
    assert list(made.languages) == parts
    assert len(parts) == [tag for tag, _ in read.tags].count("h1")
    assert made.title in read.text
    assert duty.cite in read.text
    assert "$" not in read.text


@pytest.mark.parametrize(
    ("asked", "languages", "missing"),
    [
        ("en", ("en",), None),
        ("es", ("es",), None),
        ("es-MX", ("es",), None),
        ("ES_us", ("es",), None),
        (None, ("en", "es"), None),
        ("", ("en", "es"), None),
        ("vi", ("en", "es"), "vi"),
    ],
)
def test_the_language_is_the_one_asked_for(
    asked: str | None, languages: tuple[str, ...], missing: str | None
) -> None:
    """Or English with the Spanish beside it; one that is not there is said to be missing."""
    made = letter(HELD, asked, FACTS)

    assert (languages, missing) == (made.languages, made.missing)


def test_the_letter_says_what_the_agency_intends_for_each_act_asked() -> None:
    """Cal. Gov. Code section 7283.1(b): whether it intends to comply; of no act that was not."""
    text = Reader(letter(INTENTION, "en", FACTS).html).text

    assert "otherwise be released. We do not intend to do this." in text
    assert "when you will be released. We intend to do this." in text
    assert "hand you over" not in text


def test_an_intention_that_nobody_has_decided_leaves_another_letter_to_come() -> None:
    """The copy may go out at once; the duty is not yet fulfilled."""
    open_ = attrs.evolve(FACTS, intends={"transfer": None})

    made = letter(INTENTION, "es", open_)
    assert not made.settled
    assert "Todavía no lo hemos decidido" in made.html
    assert letter(INTENTION, "es", FACTS).settled


def test_a_notice_of_a_release_says_the_day_and_hour_of_the_jails_clock() -> None:
    """In each language's own way of writing them."""
    text = Reader(letter(RELEASE, None, FACTS).html).text

    assert "June 2, 2021, 4:05 p.m." in text
    assert "2 de junio de 2021, 4:05 p. m." in text


VOLUNTARY = "The interview is voluntary."
MAY_DECLINE = "You may decline to be interviewed."
ATTORNEY = "only with your attorney present"
COUNSEL_PRESENT = "You may have legal counsel present."
UNPUNISHED = "You will not be punished for declining, and you will not suffer retaliation for it."


@pytest.mark.parametrize(
    ("duty", "said"),
    [
        (CONSENT, {VOLUNTARY, MAY_DECLINE, ATTORNEY}),
        (COUNSEL, {MAY_DECLINE, COUNSEL_PRESENT}),
        (NO_RETALIATION, {VOLUNTARY, MAY_DECLINE, ATTORNEY, UNPUNISHED}),
    ],
)
def test_the_consent_form_says_what_its_law_asks_and_no_more(duty: Owed, said: set[str]) -> None:
    """§ 7283.1(a) of California, the directive of New Jersey, § 10.93.160(6)(b) of Washington."""
    text = text_of(duty)

    rights = {VOLUNTARY, MAY_DECLINE, ATTORNEY, COUNSEL_PRESENT, UNPUNISHED}
    assert said == {one for one in rights if one in text}
    assert "The purpose of the interview is" in text
    assert "Signature" in text


def test_the_explanation_at_booking_says_the_right_and_what_disclosing_may_do() -> None:
    """Wash. Rev. Code section 10.93.160(9)(a)(i) and (ii)."""
    text = text_of(STATUS)

    for said in (
        "right to refuse to disclose your nationality, citizenship or immigration status",
        "civil or criminal immigration enforcement, including removal from the United States",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("request_for", "said"),
    [
        ("longer detention", "keep you in custody after you would otherwise be released"),
        ("notice of the release", "tell it when you will be released"),
        ("an interview", "let it interview you"),
    ],
)
def test_new_jersey_tells_each_request_on_the_form_of_its_attorney_general(
    request_for: str, said: str
) -> None:
    """The letter names who asked for what and when; the notice is the form that goes with it."""
    cite = f"N.J. Att'y Gen. Directive 2018-6, a request for {request_for}"
    text = text_of(Owed("inform-person", AT, cite))

    assert f"On May 31, 2021, {FACTS.requester} asked us to {said} (I-247A)." in text
    assert "on the form of the Attorney General of New Jersey, which is attached" in text


@given(st.text(min_size=1).filter(lambda text: bool(text.strip())))
def test_a_fact_is_text_and_never_markup(name: str) -> None:
    """Whatever a name holds, the page has the tags that it has for any name."""
    plain, other = letter(HELD, None, FACTS), letter(HELD, None, attrs.evolve(FACTS, person=name))

    assert Reader(plain.html).tags == Reader(other.html).tags


@pytest.mark.parametrize(
    ("duty", "facts", "field"),
    [
        (RELEASE, attrs.evolve(FACTS, release=None), "release"),
        (INTENTION, attrs.evolve(FACTS, intends={}), "intends"),
    ],
)
def test_a_letter_without_what_it_has_to_say_is_refused(
    duty: Owed, facts: LetterFacts, field: str
) -> None:
    """A blank is not a notice."""
    with pytest.raises(InputError) as refused:
        letter(duty, "en", facts)
    assert field == refused.value.field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person", " "),
        ("contact", ""),
        ("intends", {"interview": True}),
        ("release", datetime(2021, 6, 2, 16, 5)),
    ],
)
def test_facts_that_say_nothing_are_refused(field: str, value: Any) -> None:
    """Before anything is printed."""
    with pytest.raises(InputError, match=field):
        attrs.evolve(FACTS, **{field: value})
