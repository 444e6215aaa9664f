"""The notice before signing in (CJIS AC-8): docs/reference/security.md."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_notice_says_what_it_must():
    """AC-8: restricted, monitored, punishable, consent."""
    page = Client(HTTP_HOST="localhost").get("/restricted/").content.decode()

    assert all(word in page for word in ("restricted", "monitored", "punishable", "consent"))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("way", ["login/", "oidc/directory/login/"])
def test_no_way_of_signing_in_opens_before_the_notice(way, method):
    """AC-8: whoever has not acknowledged it is led to it, however he means to sign in."""
    answer = getattr(Client(HTTP_HOST="localhost"), method)(f"/accounts/{way}")

    assert 302 == answer.status_code
    assert answer["Location"].startswith("/restricted/?next=%2Faccounts%2F")


def test_the_notice_is_kept_until_it_is_acknowledged():
    """AC-8: acknowledged it leads on, and is asked no more in this session of the browser."""
    client = Client(HTTP_HOST="localhost")
    asked = client.get("/accounts/login/")["Location"]
    goes_on = client.post(asked)
    cookie = client.cookies["sessionid"]

    assert "/accounts/login/" == goes_on["Location"]
    assert 200 == client.get("/accounts/login/").status_code
    assert "" == cookie["expires"]
    assert "" == cookie["max-age"]


def test_the_notice_leads_nowhere_else():
    """Another site cannot use it to lead somebody away."""
    answer = Client(HTTP_HOST="localhost").post("/restricted/?next=https://example.org/")

    assert "/" == answer["Location"]
