"""The page of a person: who it is, what this agency has, and the end of it."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from comity.desk.actions import person as people
from comity.desk.actions import receive, seal
from comity.desk.models import SEAL_GROUNDS, Identity, PersonKey, Seal
from tests.desk.conftest import NOW
from tests.desk.pages.queries import queries
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The pages are opened on the day of the records."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def asked(clerk, ice):
    """A request that names somebody made up."""
    return receive.receive(received(name="Example Person"), clerk, agency=NYPD, requester="us/ice")


def text(client: Client, where: str) -> str:
    page = client.get(where)
    assert 200 == page.status_code
    return page.content.decode()


def where(asked, page: str = "") -> str:
    return f"/persons/{asked.person_id}/{page}"


def test_a_clerk_sees_who_it_is_and_the_requests(asked, clerk):
    """Name, custody and this agency's requests stand on one page."""
    page = text(signed_in(clerk.by), where(asked))

    assert "Example Person" in page
    assert "2017-05-30" in page
    assert f'href="/requests/{asked.pk}/"' in page


def test_an_inspector_sees_the_requests_and_not_the_name(asked):
    """What is sealed opens for those alone who handle requests."""
    client = signed_in(account("inspector"))
    client.post(client.get(where(asked))["Location"], {"reason": "a made-up audit"})

    page = text(client, where(asked))

    assert "Example Person" not in page
    assert f'href="/requests/{asked.pk}/"' in page


def test_another_agency_finds_nobody(asked):
    """A person whom no request of the agency names is not there."""
    other = signed_in(account("supervisor", "example-other", agency="us-ny-nyc/doc"))

    answers = [other.get(where(asked, page)).status_code for page in ("", "name/", "seal/")]

    assert [404, 404, 404] == answers


def test_a_name_is_corrected_as_a_new_version_once(asked, clerk):
    """The old version stays; pressed twice, there is one new one."""
    client = signed_in(clerk.by)
    form = {"name": "Example  Q. Person", "reason": "misspelled", "version": 1}

    client.post(where(asked, "name/"), form)
    client.post(where(asked, "name/"), form)

    assert 2 == Identity.objects.filter(person=asked.person).count()
    assert "Example Q. Person" == people.name_of(asked.person)


def test_a_correction_based_on_an_older_version_is_refused(asked, clerk):
    """Whoever saw an older version is told, and nothing of the newer one is lost."""
    client = signed_in(clerk.by)
    client.post(where(asked, "name/"), {"name": "Example A", "reason": "x", "version": 1})

    page = client.post(where(asked, "name/"), {"name": "Example B", "reason": "x", "version": 1})

    assert "the name has version 2" in page.content.decode()
    assert "Example A" == people.name_of(asked.person)


def test_a_person_is_sealed_by_typing_the_number(asked, supervisor):
    """With reason and number given the key is gone; the page says who sealed, when and why."""
    client = signed_in(supervisor.by)

    done = client.post(
        where(asked, "seal/"), {"ground": "court-order", "number": str(asked.person)}
    )

    assert (302, where(asked)) == (done.status_code, done["Location"])
    assert not PersonKey.objects.filter(person=asked.person).exists()
    page = text(client, where(asked))
    assert "The key was destroyed." in page
    assert "By order of a court." in page
    assert "Example Person" not in page


def test_each_ground_can_be_seen_and_chosen(asked, supervisor):
    """The design system hides the circle itself and draws the label's, so each has one."""
    page = text(signed_in(supervisor.by), where(asked, "seal/"))

    drawn = re.findall(r'<label class="usa-radio__label" for="(id_ground_\d)">', page)
    assert [f"id_ground_{n}" for n, _ in enumerate(SEAL_GROUNDS)] == drawn


def test_a_wrong_number_seals_nobody(asked, supervisor):
    """Another number than the person's is refused beside its field."""
    page = signed_in(supervisor.by).post(
        where(asked, "seal/"), {"ground": "court-order", "number": "P0"}
    )

    assert "This is not the number of the person." in page.content.decode()
    assert not Seal.objects.exists()


def test_sealing_twice_seals_once(asked, supervisor):
    """The second click finds the person sealed."""
    client = signed_in(supervisor.by)
    form = {"ground": "court-order", "number": str(asked.person)}

    client.post(where(asked, "seal/"), form)
    again = client.post(where(asked, "seal/"), form)

    assert (302, 1) == (again.status_code, Seal.objects.count())


def test_sealing_forgets_what_was_typed_and_never_sent(asked, clerk, lawyer, supervisor):
    """Before a lock, or as a reason to read; whoever typed it stays signed in."""
    locked, reader = signed_in(clerk.by), signed_in(lawyer.by)
    session = locked.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - 24 * 3600
    session.save()
    locked.post(where(asked, "name/"), {"name": "Quisquis", "reason": "x", "version": 1})
    reader.post(f"/requests/{asked.pk}/reason/?next=/", {"reason": "Quisquis called"})
    assert 2 == len([one for one in sessions() if "Quisquis" in one])
    seal.seal(asked.person, supervisor, "court-order")

    assert [] == [one for one in sessions() if "Quisquis" in one]
    assert 200 == reader.get("/inbox/").status_code


def sessions() -> list[str]:
    """What the sessions hold."""
    return [str(one.get_decoded()) for one in Session.objects.all()]


def test_sealing_asks_for_a_fresh_sign_in(asked, supervisor):
    """A sign-in of ten minutes ago is too old; what was typed is kept."""
    client = signed_in(supervisor.by)
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - 600
    session.save()

    done = client.post(
        where(asked, "seal/"), {"ground": "court-order", "number": str(asked.person)}
    )

    assert done["Location"].startswith("/accounts/reauthenticate/")
    assert not Seal.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "lawyer", "inspector", "administrator"])
def test_only_a_supervisor_seals(asked, role, clerk):
    """Everybody else is refused, whatever he types."""
    who = clerk.by if role == "clerk" else account(role)

    done = signed_in(who).post(
        where(asked, "seal/"), {"ground": "court-order", "number": str(asked.person)}
    )

    assert 403 == done.status_code
    assert PersonKey.objects.filter(person=asked.person).exists()


def test_a_locked_session_is_no_way_around_the_roles(asked, clerk):
    """A post that a lock suspends is refused first to whoever may not make it."""
    client = signed_in(clerk.by)
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - 3 * 3600
    session.save()

    done = client.post(
        where(asked, "seal/"), {"ground": "court-order", "number": str(asked.person)}
    )

    assert 403 == done.status_code


def test_nobody_is_searched_for(clerk):
    """There is no list of people and no search."""
    client = signed_in(clerk.by)

    assert 404 == client.get("/persons/").status_code


def test_the_page_needs_as_many_queries_with_many_requests_as_with_one(asked, clerk):
    """However often somebody was asked about, the page asks the database as often."""
    client = signed_in(clerk.by)
    one = queries(client, where(asked))
    for number in range(3):
        receive.receive(
            received(event=f"EX-{number}7"), clerk, agency=NYPD, requester="us/ice",
            person=asked.person,
        )  # fmt: skip

    assert one == queries(client, where(asked))
