"""Django's own pages show the records and change nothing, whoever asks."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from comity.desk.actions import receive
from comity.desk.models import Account, Contact, Decision, Entry, Request
from tests.desk.people import account, received

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

# The pages of the records alone, whatever walls the desk's own pages have around them.
urlpatterns = [path("records/", admin.site.urls)]


def handler403(request, exception=None):  # the page of the desk needs the desk's addresses
    return HttpResponse(status=403)


MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
RECORDS = [model for model in apps.get_app_config("desk").get_models() if model is not Account]
BACKEND = "django.contrib.auth.backends.ModelBackend"
OK, FORBIDDEN = 200, 403


@pytest.fixture(autouse=True)
def plain(settings):
    settings.MIDDLEWARE = MIDDLEWARE
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    settings.SESSION_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def signed_in(role: str, **more: bool) -> Client:
    one = account(role, f"example-page-{role}")
    Account.objects.filter(pk=one.pk).update(is_staff=True, **more)
    one.refresh_from_db()
    if more:
        one.user_permissions.set(Permission.objects.all())
    client = Client()
    client.force_login(one, backend=BACKEND)
    return client


def address(model, what: str, *args: object) -> str:
    return reverse(f"admin:desk_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def request_(clerk, ice):
    return receive.receive(received(), clerk, agency="us-ny-nyc/nypd", requester="us/ice")


@pytest.mark.parametrize("model", RECORDS)
def test_a_superuser_with_every_permission_adds_nothing(model):
    """The page to add a record is closed, and a post to it too."""
    client = signed_in("inspector", is_superuser=True)

    assert FORBIDDEN == client.get(address(model, "add")).status_code
    assert FORBIDDEN == client.post(address(model, "add"), {"at": "x"}).status_code


@pytest.mark.parametrize("model", [Request, Decision, Entry])
def test_a_superuser_changes_and_deletes_nothing(request_, model):
    """A record is shown; a post to its page, its deletion and the list's action are refused."""
    client = signed_in("inspector", is_superuser=True)
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()

    assert OK == client.get(address(model, "change", row.pk)).status_code
    assert FORBIDDEN == client.post(address(model, "change", row.pk), {"law": "x"}).status_code
    assert FORBIDDEN == client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code
    action = {"action": "delete_selected", "_selected_action": [row.pk]}
    client.post(address(model, "changelist"), action)
    assert before == model.objects.filter(pk=row.pk).values().get()


def test_the_lists_of_all_records_are_shown(request_):
    """To an inspector, without an error on any table."""
    client = signed_in("inspector")
    found = {model: client.get(address(model, "changelist")).status_code for model in RECORDS}

    assert {OK} == {*found.values()}, found


@pytest.mark.parametrize("role", ["clerk", "supervisor", "lawyer", "administrator"])
def test_nobody_else_sees_the_records_here(role):
    """An administrator keeps accounts and sees no case."""
    assert FORBIDDEN == signed_in(role).get(address(Request, "changelist")).status_code


def test_nothing_sealed_is_shown(request_):
    """Neither as bytes nor as a field's name."""
    client = signed_in("inspector", is_superuser=True)
    shown = client.get(address(Decision, "change", request_.decisions.get().pk)).content.decode()

    assert "must-not" in shown
    assert "sealed" not in shown.lower()
    assert "Example Person" not in shown


def test_accounts_are_not_kept_here():
    """A page of the desk keeps them, by rules that Django's own pages do not know."""
    assert Account not in admin.site._registry


def test_every_table_of_the_desk_is_registered():
    """So that none is shown by Django's own rules."""
    missing = [model for model in RECORDS if model not in admin.site._registry]

    assert [] == missing
    assert get_permission_codename("add", Contact._meta) == "add_contact"
