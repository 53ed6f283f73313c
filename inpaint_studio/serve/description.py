"""The description of the interface: as OpenAPI 3.1, and as a page without scripts."""

from __future__ import annotations

import html
import re
from typing import Any

from ..core.version import VERSION
from .fill_form import PARAMETER
from .filling import FORMATS
from .limits import Limits

_FILE = {"type": "string", "contentMediaType": "image/*", "contentEncoding": "binary"}
_FORM: dict[str, dict[str, Any]] = {
    "photo": {**_FILE, "description": "The photo, in any format that the program opens."},
    "mask": {**_FILE, "description": "A picture of its size: white is filled, black is kept."},
    "method": {"type": "string", "default": "auto", "description": "An engine, as GET /engines lists them."},
    "seed": {
        "type": "integer",
        "minimum": 0,
        "default": 0,
        "description": "The same seed gives the same fill.",
    },
    "time": {
        "type": "number",
        "minimum": 0.1,
        "description": "Do the best that is predicted to fit into so many seconds.",
    },
    "grow": {
        "type": "number",
        "default": 0,
        "description": "Grow the mask by so many pixels; negative shrinks it.",
    },
    "feather": {"type": "number", "minimum": 0, "default": 0, "description": "Soften its edge, inwards."},
    "soft": {"type": "boolean", "default": False, "description": "Greys in the mask blend."},
    "invert": {"type": "boolean", "default": False, "description": "Fill what the mask keeps."},
    "format": {"enum": [*FORMATS], "description": "Of the answer; by default that of the photo, else png."},
    "quality": {"type": "integer", "minimum": 1, "maximum": 100, "description": "For jpeg and webp."},
    "answer": {
        "enum": ["picture", "json"],
        "default": "picture",
        "description": "json: an object with notes, and the picture in base64.",
    },
}
_PARAMETERS = {"type": "string", "description": "A parameter of the engine."}
_IOPAINT = {
    "image": {"type": "string", "description": "The photo in base64, with or without data:…;base64, before."},
    "mask": {"type": "string", "description": "Likewise; white is filled."},
    "sd_seed": {"type": "integer", "default": 42, "description": "-1 takes a random one."},
}
_MODEL = {"name": {"type": "string", "description": "The engine."}}
_PICTURE = {"image/*": {"schema": _FILE}}
_ERRORS = {
    "400": "The body is not a form, JSON or base64.",
    "401": "The token is missing or wrong.",
    "403": "The request comes from the page of another site.",
    "408": "The request came too slowly.",
    "413": "The body or the photo is too large.",
    "421": "The Host header is not this server.",
    "422": "The request cannot be done; the text says why.",
    "500": "The engine failed, or the server; its log says more.",
    "503": "The queue is full; Retry-After says when to try again.",
    "504": "The fill took too long and was stopped.",
}


def openapi(limits: Limits) -> dict[str, Any]:
    """The interface as an OpenAPI document."""
    paths = {
        "/fill": {
            "post": _operation(
                "Fill what the mask covers in the photo.",
                "The answer is the picture; X-Method, X-Seed and X-Seconds say how it was made.",
                _PICTURE,
                body=("multipart/form-data", _form()),
            )
        },
        "/engines": {"get": _operation("The engines and their parameters.", "", _json())},
        "/status": {"get": _operation("The version and the length of the queue.", "", _json())},
        "/api/v1/inpaint": {
            "post": _operation(
                "As IOPaint's: fill what the mask covers, with the current model.",
                "The answer is a PNG; X-Seed has the seed. Other fields are accepted and ignored.",
                _PICTURE,
                body=("application/json", _schema(_IOPAINT, "image", "mask")),
            )
        },
        "/api/v1/server-config": {"get": _operation("As IOPaint's: what there is.", "", _json())},
        "/api/v1/model": {
            "get": _operation("As IOPaint's: the current model, one of the engines.", "", _json()),
            "post": _operation(
                "As IOPaint's: switch to another.",
                "For all clients of this server.",
                _json(),
                body=(
                    "application/json",
                    _schema(_MODEL, "name"),
                ),
            ),
        },
        "/api/v1/samplers": {"get": _operation("As IOPaint's: an empty list.", "", _json())},
    }
    about = (
        f"A body may have {limits.body / 1e6:g} MB and a photo {limits.pixels / 1e6:g} megapixels; a fill "
        f"may take {limits.fill_seconds:g} s. One fill runs at a time, and {limits.waiting} more may wait."
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Inpaint Studio", "version": VERSION, "description": about},
        "paths": paths,
        "security": [{"bearer": []}, {"query": []}],
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "query": {"type": "apiKey", "in": "query", "name": "token"},
            }
        },
    }


def page(limits: Limits) -> str:
    """The same for people: HTML that loads nothing and runs nothing."""
    document = openapi(limits)
    parts = [f"<h1>Inpaint Studio {VERSION}</h1><p>{html.escape(document['info']['description'])}</p>"]
    parts.append(
        "<p>Send the token that the server printed as <code>Authorization: Bearer TOKEN</code>, or for "
        "clients that cannot send headers as <code>?token=TOKEN</code> or before the path as "
        "<code>/token/TOKEN/…</code>. <a href='openapi.json'>openapi.json</a> has this page for programs.</p>"
    )
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(_section(method.upper(), path, operation))
    rows = "".join(f"<tr><td>{code}<td>{html.escape(text)}" for code, text in _ERRORS.items())
    parts.append(
        "<h2>Errors</h2><p>An error is a JSON object: <code>error</code> is its code, <code>detail</code> "
        f"its text.</p><table>{rows}</table>"
    )
    return f"{_TOP}{''.join(parts)}"


_TOP = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Inpaint Studio</title><style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
       color: #1f2328; background: #f4f5f6 }
code, h2 { font-family: ui-monospace, monospace } h2 { font-size: 1rem; margin-top: 2rem }
b { color: #1467cf }
td { padding: .2rem 1rem .2rem 0; vertical-align: top } a { color: #1467cf }
@media (prefers-color-scheme: dark) { body { color: #e4e6ea; background: #232427 } b, a { color: #4c9ffe } }
</style>"""


def _section(method: str, path: str, operation: dict[str, Any]) -> str:
    text = html.escape(" ".join(filter(None, (operation["summary"], operation["description"]))))
    rows = ""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        fields = dict(content["schema"]["properties"])
        if "patternProperties" in content["schema"]:
            fields[f"{PARAMETER}NAME"] = _PARAMETERS
        for name, about in fields.items():
            more = f" ({', '.join(about['enum'])})" if "enum" in about else ""
            words = about.get("description", "") + more
            rows += f"<tr><td><code>{html.escape(name)}</code><td>{html.escape(words)}"
    return f"<h2><b>{method}</b> {html.escape(path)}</h2><p>{text}</p><table>{rows}</table>"


def _operation(
    summary: str, description: str, content: dict[str, Any], body: tuple[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "description": description,
        "responses": {
            "200": {"description": "Done.", "content": content},
            "default": {"description": "An error.", "content": _json()},
        },
    }
    if body is not None:
        kind, schema = body
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
    return operation


def _schema(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _form() -> dict[str, Any]:
    pattern = {f"^{re.escape(PARAMETER)}": _PARAMETERS}
    return {**_schema(_FORM, "photo", "mask"), "patternProperties": pattern, "additionalProperties": False}


def _json() -> dict[str, Any]:
    return {"application/json": {"schema": {}}}
