"""The API's description of itself. MUST: a refusal is described as what it is, problem+json."""

from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

_JSON: Final = "application/json"
_PROBLEM: Final = "application/problem+json"


class Described(NinjaAPI):
    """The library describes every answer as application/json."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The description with every refusal under its own media type."""
        found = super().get_openapi_schema(**more)
        for operations in found["paths"].values():
            for operation in operations.values():
                _rename(operation["responses"])
        return found


def of_kind(media: str) -> dict[str, Any]:
    """The description of an answer that is a file."""
    file = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"description": "OK", "content": {media: file}}}}


def _rename(responses: dict[Any, Any]) -> None:
    for code, answer in responses.items():
        content = answer.get("content", {})
        if int(code) >= 400 and _JSON in content:
            content[_PROBLEM] = content.pop(_JSON)
