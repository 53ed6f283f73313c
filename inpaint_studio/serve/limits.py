"""How much a client may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes and pixels, times in seconds.

    `waiting` is how many requests for a fill may upload and wait while one is being filled; one more is
    refused. `head_seconds` is the time for all headers, `idle_seconds` that between two parts of a body or
    of an answer, `body_seconds` that for a whole body or a whole answer, `fill_seconds` that for one fill.
    """

    body: int = 100_000_000
    pixels: int = 50_000_000
    waiting: int = 8
    connections: int = 64
    head: int = 16_384
    head_seconds: float = 10.0
    idle_seconds: float = 10.0
    body_seconds: float = 120.0
    fill_seconds: float = 300.0
    linger_seconds: float = 2.0
    """How long what a refused client still sends is discarded, so that it gets to read the refusal."""
