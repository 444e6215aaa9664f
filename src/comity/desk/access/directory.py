"""Signing in by an agency's own directory (OpenID Connect Core 1.0), and proving it there anew.

MUST: an ID token is believed with the directory's own signature alone, for this desk, in its time,
with the nonce that was sent, and if the person proved there just now who he is.
"""

import secrets
import time
from typing import Any, Final
from urllib.parse import urlencode

import jwt
from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from comity.desk.models import Account

_SIGNED_BY: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Signatures by a key that the directory alone has: no secret that the desk shares, never none."""

_KEPT: Final = ("sub", "nonce", "auth_time")
_END: Final = "desk_directory_end"


class Tokens(OpenIDConnectOAuth2Adapter):
    """Takes the ID token, and asks the directory for nothing else."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> Any:
        """Who the directory says that it is. Raises OAuth2Error for a token not to be believed."""
        sealed = kwargs["response"].get("id_token")
        claims = self._claims(app, sealed)
        told = {"id_token": {name: claims[name] for name in _KEPT}}
        login = self.get_provider().sociallogin_from_response(request, told)
        login.end = self._end(request, sealed)
        return login

    def _claims(self, app: SocialApp, sealed: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                sealed, self._key(jwt.get_unverified_header(sealed).get("kid")), _SIGNED_BY,
                audience=app.client_id, issuer=self.openid_config["issuer"],
                # Its clock may be some seconds ahead; the nonce says that the token is new.
                options={"require": ["exp", "iss", "aud", *_KEPT], "verify_iat": False,
                         "verify_nbf": False, "enforce_minimum_key_length": True},
            )  # fmt: skip
            ago = time.time() - float(claims["auth_time"])
        except (jwt.PyJWTError, LookupError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token is not to be believed") from error
        if abs(ago) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            raise OAuth2Error("the directory did not ask anew who it is")
        return claims

    def _key(self, name: str | None) -> jwt.PyJWK:
        """The directory's key of this name; without a name its only one. Raises LookupError."""
        with get_adapter().get_requests_session() as session:
            keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json())
        if name is None and len(keys.keys) == 1:
            return keys.keys[0]
        return keys[name or ""]

    def _end(self, request: HttpRequest, sealed: str) -> str | None:
        """Where the session at the directory ends (RP-Initiated Logout 1.0), if it says so."""
        address = self.openid_config.get("end_session_endpoint")
        if address is None:
            return None
        back = request.build_absolute_uri(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
        asked = {"id_token_hint": sealed, "post_logout_redirect_uri": back}
        return f"{address}?{urlencode(asked)}"


class Provider(OpenIDConnectProvider):
    """What the directory is asked: to have it proved anew who somebody is, and to say so."""

    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = Tokens

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **_: Any
    ) -> HttpResponse:
        """Leads there. Nothing that stood in the address is asked of the directory."""
        nonce = secrets.token_urlsafe()
        asked = {"nonce": nonce, "prompt": "login", "max_age": "0"}
        response: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=asked, nonce=nonce
        )
        return response


def proved(request: HttpRequest, account: Account, login: Any) -> None:
    """Notes when the person proved there who he is, and where his session there is ended."""
    # Not when the token came: what is signed afterwards counts from the proof itself.
    at = min(time.time(), float(login.account.extra_data["id_token"]["auth_time"]))
    record_authentication(request, account, "directory", at=at)
    request.session[_END] = login.end


def end(request: HttpRequest) -> str | None:
    """Where the session at the directory is ended, of whoever came by it."""
    found: str | None = request.session.get(_END)
    return found


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Takes up whoever the directory sends back."""
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(Tokens(request, provider_id))(
            request
        )
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return response


urls = [
    path("accounts/oidc/<str:provider_id>/login/callback/", callback,
         name="openid_connect_callback"),
]  # fmt: skip
"""In place of the library's own, by the same name and rule."""
