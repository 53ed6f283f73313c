"""Who may ask: programs that know the token, and no page of another site.

A page in a browser can send requests to this computer. It cannot read the token, but nothing should depend on
that alone: the Host header must name this server, so that no foreign name that leads here (DNS rebinding) is
served, and an Origin header must be that of the server itself.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

from ..core.errors import StudioError
from .messages import Head, Refusal

PREFIX = "/token/"
"""Before the token in a path, for clients that only know an address: /token/TOKEN/api/v1/inpaint."""
SHORTEST = 16
"""Characters of a token."""


def new_token() -> str:
    """A random token of 256 bits."""
    return secrets.token_urlsafe(32)


class Guard:
    """Checks requests to the server at `port` on `host`, which knows `token`."""

    def __init__(self, token: str, host: str, port: int) -> None:
        self._token = token.encode()
        named = f"[{host}]" if ":" in host else host
        self._hosts = {f"{name}:{port}" for name in (named, "localhost")}
        if port == 80:
            self._hosts |= {named, "localhost"}

    def require_own_name(self, head: Head) -> None:
        """Raise `Refusal` for a request to another name, or from a page of another site."""
        if head.headers.get("host", "").lower() not in self._hosts:
            raise Refusal(421, StudioError("serve-host"))
        origin = head.headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self._hosts}:
            raise Refusal(403, StudioError("serve-origin"))

    def require_token(self, head: Head) -> None:
        """Raise `Refusal` for a request without the token."""
        if not self._knows(given_token(head)):
            raise Refusal(401, StudioError("serve-token"), WWW_Authenticate="Bearer")

    def _knows(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._token)


def given_token(head: Head) -> str:
    """The token of a request: from its Authorization header (Bearer, or Basic as the password) or query."""
    scheme, _, value = head.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return head.query.get("token", "")


def without_prefix(head: Head) -> Head:
    """The request with a token in its path moved to its query."""
    if not head.path.startswith(PREFIX):
        return head
    token, slash, rest = head.path.removeprefix(PREFIX).partition("/")
    return Head(head.method, slash + rest or "/", {"token": token, **head.query}, head.headers)
