"""Which weights and models on this machine are damaged, as far as only their checksums tell.

Their sizes are looked at whenever engines are listed; reading whole files would take too long for that.
What was read here, once, is known to all later lists until a file changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

from ..core.errors import Cancelled, StudioError
from . import shipped, store
from .cards import catalog
from .digests import digest_of


def read_weights(names: Iterable[str], is_cancelled: Callable[[], bool] = lambda: False) -> None:
    """Read the shipped weights of these names; one that cannot be read is passed over."""
    for name in sorted(set(names)):
        if is_cancelled():
            return
        with contextlib.suppress(StudioError):
            if not shipped.is_own(name):
                shipped.digest(name)


def read_models(names: Iterable[str] | None = None, is_cancelled: Callable[[], bool] = lambda: False) -> None:
    """Read the installed models of these names (None: all); one that cannot be read is passed over.

    They may be large: a cancel ends it within a file.
    """
    cards = catalog.catalogue().cards
    with contextlib.suppress(Cancelled):
        for name in cards if names is None else names:
            if name in cards:
                with contextlib.suppress(StudioError):
                    digest_of(store.model_path(cards[name]), is_cancelled)
