"""Notices weights that are damaged in a way that only reading them shows, and takes their engines away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from ....weights.checking import read_models, read_weights
from ...session.session import Session
from ...words import numbers as words
from ...words.translation import translated
from .chooser import EngineList


class WeightsCheck(QObject):
    """Reads shipped weights and the chosen model in the pool, once each until they change.

    `reload` lists the engines again.
    """

    def __init__(
        self, session: Session, engines: EngineList, reload: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._engines, self._reload = session, engines, reload

    def check(self) -> None:
        """Read the shipped weights of all engines, and the model of the chosen one."""
        registry, pool, model = self._session.registry, self._session.pool, self._engines.info
        infos = [info for info in map(registry.info, registry.names()) if info is not None]
        names = {name for info in infos for name in info.weights}
        models = [model.name] if model is not None and model.family == "external" else []

        def read() -> None:
            read_weights(names, lambda: pool.closing)
            read_models(models, lambda: pool.closing)

        if names or models:
            pool.run(read, lambda _: self._read(), owner=self)

    def _read(self) -> None:
        """List the engines again if one of them turned out not to be usable, and say so of the chosen one."""
        entries = {entry.name: entry for entry in self._session.registry.entries()}
        # a model may have been removed in the meantime
        lost = [name for name in self._engines.names if name not in entries or not entries[name].available]
        if not lost:
            return
        entry = entries.get(self._engines.engine)
        if entry is not None and not entry.available:
            line = QCoreApplication.translate("EnginePanel", "{engine} cannot be used: {reason}")
            reason = translated(entry.reason)
            self._session.message.emit(line.format(engine=words.entry_label(entry), reason=reason))
        self._reload()
