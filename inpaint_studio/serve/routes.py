"""What the server answers, by method and path."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.version import VERSION
from ..engines.registry import Registry
from . import fill_form, iopaint
from .description import openapi, page
from .fill_queue import FillQueue, IsCancelled
from .filling import Filled, Order, filled, refused, with_settings
from .limits import Limits
from .messages import Answer, Head, Refusal, refusal_of
from .wire import Connection, body_too_large

_SMALL = 65_536
"""Bytes of a body that holds no pictures."""
_PARAM = ("name", "kind", "default", "minimum", "maximum", "choices", "unit", "label", "help")


@dataclass(frozen=True)
class Route:
    """How requests are answered (None: they have been); what is `public` needs no token."""

    answer: Callable[[Head, Connection], Awaitable[Answer | None]]
    public: bool = False


class Routes:
    """All routes. Fills use `device` and `threads`, and have folders of their own in `folder`."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        registry: Registry,
        *,
        device: str = "auto",
        threads: int | None = None,
    ) -> None:
        self._folder, self._limits, self._registry = folder, limits, registry
        self._computing = {"device": device, "threads": threads}
        self._queue = FillQueue(limits.waiting, limits.fill_seconds)
        self._model = iopaint.Model(registry)
        self._table: dict[str, dict[str, Route]] = {
            "/": {"GET": Route(self._page, public=True)},
            "/openapi.json": {"GET": Route(self._openapi, public=True)},
            "/fill": {"POST": Route(self._fill)},
            "/engines": {"GET": Route(self._engines)},
            "/status": {"GET": Route(self._status)},
            "/api/v1/inpaint": {"POST": Route(self._inpaint)},
            "/api/v1/server-config": {"GET": Route(self._config)},
            "/api/v1/model": {"GET": Route(self._current), "POST": Route(self._switch)},
            "/api/v1/samplers": {"GET": Route(self._samplers)},
        }

    def find(self, head: Head) -> Route:
        """The route of a request. Raises `Refusal` for an unknown path, or a method that it has not."""
        methods = self._table.get(head.path)
        if methods is None:
            raise Refusal(404, StudioError("serve-path"))
        found = methods.get("GET" if head.method == "HEAD" else head.method)
        if found is None:
            raise Refusal(405, StudioError("serve-method"), Allow=", ".join(methods))
        if head.method in ("GET", "HEAD") and head.length != 0:
            raise Refusal(400, StudioError("serve-get-body"))
        return found

    def close(self) -> None:
        """Wait for the last fill, which has been stopped, to end."""
        self._queue.close()

    async def _page(self, head: Head, connection: Connection) -> Answer:
        return Answer(content=page(self._limits).encode(), kind="text/html; charset=utf-8")

    async def _openapi(self, head: Head, connection: Connection) -> Answer:
        return Answer.of(openapi(self._limits))

    async def _status(self, head: Head, connection: Connection) -> Answer:
        return Answer.of({"version": VERSION, "fills": self._queue.taken})

    async def _engines(self, head: Head, connection: Connection) -> Answer:
        return Answer.of({"engines": await asyncio.to_thread(_engines_of, self._registry)})

    async def _config(self, head: Head, connection: Connection) -> Answer:
        return Answer.of(await asyncio.to_thread(self._model.config))

    async def _current(self, head: Head, connection: Connection) -> Answer:
        return Answer.of(self._model.about)

    async def _switch(self, head: Head, connection: Connection) -> Answer:
        body = await connection.small_body(_SMALL)
        try:
            # an engine that is used for the first time is imported, which takes its time
            return Answer.of(await asyncio.to_thread(self._model.switch, body))
        except StudioError as error:
            raise refusal_of(error) from None

    async def _samplers(self, head: Head, connection: Connection) -> Answer:
        return Answer.of([])

    async def _fill(self, head: Head, connection: Connection) -> None:
        def work(body: Path, folder: Path, is_cancelled: IsCancelled) -> Answer:
            order, answer = fill_form.order_of(body, head.headers.get("content-type", ""), folder)
            body.unlink()
            return fill_form.answer_of(self._filled(order, folder, is_cancelled), answer)

        await self._in_turn(head, connection, work)

    async def _inpaint(self, head: Head, connection: Connection) -> None:
        def work(body: Path, folder: Path, is_cancelled: IsCancelled) -> Answer:
            order = iopaint.order_of(body, self._model.name, folder)
            body.unlink()
            return iopaint.answer_of(self._filled(order, folder, is_cancelled))

        await self._in_turn(head, connection, work)

    def _filled(self, order: Order, folder: Path, is_cancelled: IsCancelled) -> Filled:
        return filled(
            with_settings(order, **self._computing),
            folder,
            most_pixels=self._limits.pixels,
            is_cancelled=is_cancelled,
            registry=self._registry,
        )

    async def _in_turn(
        self, head: Head, connection: Connection, work: Callable[[Path, Path, IsCancelled], Answer]
    ) -> None:
        """Send the answer that `work` makes, in a folder that is removed afterwards."""
        if (head.length or 0) > self._limits.body:
            raise body_too_large(self._limits.body)
        with (
            self._queue.place(),
            tempfile.TemporaryDirectory(prefix="request-", dir=self._folder) as name,
        ):
            folder = Path(name)
            body = folder / "body"
            await connection.save_body(body)

            def run(is_cancelled: IsCancelled) -> Answer:
                return refused(partial(work, body, folder, is_cancelled), folder)

            await connection.send(await self._queue.run(run, connection.left()))


def _engines_of(registry: Registry) -> list[dict[str, Any]]:
    """The engines that can be used, in the types of JSON."""
    found = []
    for entry in registry.entries():
        if entry.info is not None and entry.available:
            params = [{key: getattr(param, key) for key in _PARAM} for param in entry.info.params]
            about = {"name": entry.name, "label": entry.info.label, "summary": entry.info.summary}
            found.append({**about, "parameters": params})
    return found
