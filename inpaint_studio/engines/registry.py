"""Which engines there are: ours, third-party ones, third-party models, and why one is not available.

Engines are named as `module:attribute`; the attribute is an object with `info` (see `base`). Third
parties register theirs under the entry-point group `inpaint_studio.engines`. Every model card is an engine
named after it, looked up at each request; a card cannot replace an engine.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..core.errors import Note, StudioError, unknown_name
from ..weights import own, shipped
from . import onnx_run
from .base import Chooser, Engine, EngineInfo, Installable

ENTRY_POINTS = "inpaint_studio.engines"

_OURS = {
    "auto": "inpaint_studio.engines.auto:ENGINE",
    "telea": "inpaint_studio.engines.diffusion.marching:TELEA",
    "navier-stokes": "inpaint_studio.engines.diffusion.marching:NAVIER_STOKES",
    "biharmonic": "inpaint_studio.engines.diffusion.biharmonic:ENGINE",
    "exemplar": "inpaint_studio.engines.exemplar.engine:ENGINE",
    "sparse": "inpaint_studio.engines.sparse.engine:ENGINE",
    "low-rank": "inpaint_studio.engines.low_rank.engine:ENGINE",
    "autoencoder": "inpaint_studio.engines.autoencoder.engine:ENGINE",
    "deep-prior": "inpaint_studio.engines.deep_prior.engine:ENGINE",
    "gan": "inpaint_studio.engines.gan:ENGINE",
    "style": "inpaint_studio.engines.synthesis.engine:ENGINE",
}


@dataclass(frozen=True)
class EngineEntry:
    """A registered name: its description if it could be loaded, and why it can't run if it can't."""

    name: str
    info: EngineInfo | None
    reason: str = ""

    @property
    def available(self) -> bool:
        return not self.reason


class Registry:
    """Names to engines. Loading is lazy and thread-safe; one broken plug-in never hides the others."""

    def __init__(
        self,
        targets: dict[str, str] | None = None,
        *,
        plugins: bool = False,
        models: Callable[[str | None], Mapping[str, Engine]] | None = None,
    ) -> None:
        self._targets = dict(targets or {})
        self._models = models
        self._loaded: dict[str, Engine | Chooser] = {}
        self._lock = threading.RLock()
        self._plugins_wanted = plugins

    def register(self, engine: Engine | Chooser) -> None:
        """Add an engine, replacing one of the same name."""
        with self._lock:
            self._targets[engine.info.name] = ""
            self._loaded[engine.info.name] = engine

    def unregister(self, name: str) -> None:
        with self._lock:
            self._targets.pop(name, None)
            self._loaded.pop(name, None)

    def names(self) -> list[str]:
        """All registered names, ours first and models last, available or not."""
        return list(self._targets_and_models())

    def fixed_names(self) -> list[str]:
        """The names of engines, which no model may have."""
        with self._lock:
            self._find_plugins()
            return list(self._targets)

    def get(self, name: str) -> Engine | Chooser:
        """The engine of that name.

        Raises StudioError "engine-unknown", or "engine-unavailable" with the reason.
        """
        engine = self._engine(name)
        if engine is None:
            raise unknown_name("engine-unknown", name, self.names())
        if reason := _lack(engine):
            raise StudioError("engine-unavailable", name=name, reason=reason)
        return engine

    def info(self, name: str) -> EngineInfo | None:
        """The description of one engine, whether it can run or not; None if there is none. Cheap."""
        with contextlib.suppress(StudioError):
            engine = self._engine(name)
            return None if engine is None else engine.info
        return None

    def entries(self) -> list[EngineEntry]:
        """Every engine that fills holes with its description, or the reason why it is not available."""
        found = []
        for name, model in self._targets_and_models().items():
            engine: Engine | Chooser | None = model
            try:
                engine = model or self._engine(name)
                reason = "" if engine is None else _lack(engine)
            except StudioError as error:
                reason = str(error.values.get("reason", error))
            if engine is None or not engine.info.restyles:
                found.append(EngineEntry(name, None if engine is None else engine.info, reason))
        return found

    def _targets_and_models(self) -> dict[str, Engine | None]:
        """All names, each with its engine if it is a model."""
        with self._lock:
            self._find_plugins()
            found: dict[str, Engine | None] = dict.fromkeys(self._targets)
        for name, engine in self._models(None).items() if self._models is not None else ():
            found.setdefault(name, engine)
        return found

    def _engine(self, name: str) -> Engine | Chooser | None:
        """The engine of that name, whether it can run or not, without reading other cards.

        Raises StudioError "engine-unavailable" if it cannot be loaded.
        """
        with self._lock:
            self._find_plugins()
            if name in self._targets:
                if name not in self._loaded:
                    self._loaded[name] = self._load(name)
                return self._loaded[name]
        return None if self._models is None else self._models(name).get(name)

    def _find_plugins(self) -> None:
        if not self._plugins_wanted:
            return
        self._plugins_wanted = False
        for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
            self._targets.setdefault(point.name, point.value)

    def _load(self, name: str) -> Engine | Chooser:
        module, _, attribute = self._targets[name].partition(":")
        try:
            engine = getattr(importlib.import_module(module), attribute)
        except Exception as error:  # a third party's module may fail in any way
            reason = Note("module-unloadable", module=module, kind=type(error).__name__, error=error)
            raise StudioError("engine-unavailable", name=name, reason=reason) from error
        if not isinstance(engine, Engine | Chooser):
            reason = Note("no-engine", module=self._targets[name])
            raise StudioError("engine-unavailable", name=name, reason=reason)
        return engine


def _lack(engine: Engine | Chooser) -> str:
    """The first reason why it cannot run here; "" if nothing is missing."""
    if isinstance(engine, Installable) and (reason := engine.reason_missing()):
        return reason
    missing = [module for module in engine.info.requires if importlib.util.find_spec(module) is None]
    if missing:
        return Note("needs-package", packages=", ".join(missing), names=" ".join(missing))
    return next(filter(None, map(_lacking, engine.info.weights)), "")


def _lacking(name: str) -> str | None:
    """Why these weights cannot be used; None if nothing is known to be wrong."""
    return shipped.reason_missing(name) or (onnx_run.reason_missing(name) if name in own.KINDS else None)


def _models(name: str | None) -> Mapping[str, Engine]:
    from .external import engines  # cards load pydantic: not at import

    return engines(name)


REGISTRY = Registry(_OURS, plugins=True, models=_models)
