"""`inpaint-studio serve`: fills over HTTP for programs on this computer."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...core.errors import StudioError
from ...core.limits import LIMIT_VARIABLE
from ...jobs.devices import DEVICES, require_device
from ..output import print_json, say
from ..settings import limit
from ..usage import require_one_of, wrong_usage

if TYPE_CHECKING:
    from ...serve.server import Place


def run(
    *,
    port: int,
    host: str,
    token: str | None,
    max_mb: float,
    max_megapixels: float,
    fill_time: float,
    waiting: int,
    device: str | None,
    threads: int | None,
    as_json: bool,
) -> int:
    """Serve until Ctrl+C or SIGTERM; returns the exit code 0."""
    if any(importlib.util.find_spec(name) is None for name in ("h11", "python_multipart")):
        raise StudioError("serve-extra")
    from ...serve.guard import SHORTEST
    from ...serve.limits import Limits
    from ...serve.server import HOSTS, Options, serve

    if host not in HOSTS:
        raise wrong_usage(
            f"--host takes one of {', '.join(HOSTS)}, not '{host}': other computers would send photos and "
            "the token unencrypted. Let them come through a tunnel, such as ssh -L"
        )
    if token is not None and (len(token) < SHORTEST or not token.isascii() or not token.isprintable()):
        raise wrong_usage(f"--token takes at least {SHORTEST} ASCII characters.")
    require_one_of("--device", device, DEVICES)
    require_device(device or "auto")
    limit(threads)
    # for masks, too, and for what is read in processes of their own
    os.environ[LIMIT_VARIABLE] = str(max_megapixels)
    limits = Limits(
        body=round(max_mb * 1e6),
        pixels=round(max_megapixels * 1e6),
        fill_seconds=fill_time,
        waiting=waiting,
    )

    def ready(place: Place, stop: Callable[[], None]) -> None:
        if as_json:
            about = {"address": place.address, "token": place.token, "token_file": str(place.token_file)}
            print_json(about)
        else:
            say(f"Serving on {place.address}, until Ctrl+C.")
            say(f"Token: {place.token}  (also in {place.token_file})")
        # whoever has started it reads this from a pipe
        print(end="", flush=True)

    serve(Options(host, port, token, limits, device or "auto", threads), on_ready=ready)
    if not as_json:
        say("Stopped.")
    return 0
