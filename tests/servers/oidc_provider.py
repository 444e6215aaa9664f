"""The program of `tests/servers/oidc.py`: prints its port, and serves until it is ended.

The provider is a library's. Added here: it asks for PKCE (RFC 7636), which the library does not
know, and it shows the faults that a POST to /faults names, one a token.
"""

import base64
import hashlib
import os
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import flask
import jwt
import oidc_provider_mock  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from werkzeug.serving import make_server

from tests.servers.faults import Faults

Claims = dict[str, Any]


def without(name: str) -> Callable[[Claims], Claims]:
    """A token in which one claim is lacking."""
    return lambda claims: {key: value for key, value in claims.items() if key != name}


CLAIMS: Final[dict[str, Callable[[Claims], Claims]]] = {
    "expired": lambda claims: {**claims, "exp": int(time.time()) - 60},
    "audience": lambda claims: {**claims, "aud": "another-program"},
    "issuer": lambda claims: {**claims, "iss": "https://login.example"},
    "nonce": lambda claims: {**claims, "nonce": "of another question"},
    "no-nonce": without("nonce"),
    "proved-long-ago": lambda claims: {**claims, "auth_time": int(time.time()) - 3600},
    "proved-in-the-future": lambda claims: {**claims, "auth_time": int(time.time()) + 3600},
    "proved-at-no-time": without("auth_time"),
}
"""Faults of an ID token that the provider has signed: what is wrong in it."""

SIGNATURES: Final[dict[str, Callable[[Claims], str]]] = {
    "another-key": lambda claims: jwt.encode(claims, generate_private_key(65537, 2048), "RS256"),
    "unknown-key": lambda claims: _signed(claims, {"kid": "unknown"}),
    "shared-secret": lambda claims: jwt.encode(claims, flask.request.form["client_secret"] * 2),
    "no-signature": lambda claims: jwt.encode(claims, "", "none"),
}
"""Faults of its signature; what it says is sound."""

NO_TOKEN: Final = "no-token"


class Provider:
    """What is added to the library's provider."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.challenges: dict[str, str] = {}

    def before(self) -> flask.typing.ResponseReturnValue | None:
        """Refuses a code whose verifier is not the one that its challenge was made from."""
        path, form = flask.request.path, flask.request.form
        if path == "/faults":
            self.faults.add(form["fault"])
            return "", 204
        if path != "/oauth2/token":
            return None
        wanted = self.challenges.pop(form["code"], None)
        if wanted is None or wanted != _challenge(form.get("code_verifier", "")):
            return {"error": "invalid_grant"}, 400
        return None

    def after(self, response: flask.Response) -> flask.Response:
        """Keeps the challenge of each code, and puts faults into tokens."""
        to = response.headers.get("Location", "")
        if flask.request.path == "/oauth2/authorize" and "code=" in to:
            code = to.split("code=")[1].split("&")[0]
            self.challenges[code] = flask.request.args.get("code_challenge", "")
        token = flask.request.path == "/oauth2/token" and response.status_code == 200
        fault = self.faults.take((*CLAIMS, *SIGNATURES, NO_TOKEN)) if token else None
        if fault is not None:
            response.set_data(flask.json.dumps(_spoilt(dict(response.get_json()), fault)))
        return response


def _spoilt(told: dict[str, Any], fault: str) -> dict[str, Any]:
    token = told.pop("id_token")
    if fault == NO_TOKEN:
        return told
    claims = jwt.decode(token, options={"verify_signature": False})
    spoilt = _signed(CLAIMS[fault](claims)) if fault in CLAIMS else SIGNATURES[fault](claims)
    return {**told, "id_token": spoilt}


def _signed(claims: Claims, header: dict[str, str] | None = None) -> str:
    """Signed by the provider's own key."""
    key = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
    return jwt.encode(claims, jwt.PyJWK(key).key, "RS256", header)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def main() -> None:
    # The library serves without TLS only then; nobody but this machine reaches it.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    app, added = oidc_provider_mock.app(), Provider()
    app.before_request(added.before)
    app.after_request(added.after)
    server = make_server("localhost", 0, app, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
