"""What commands print: lines for people, one JSON object for scripts, progress only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..core.geometry import Rect
    from ..engines.request import Fill

_PERIOD = 600.0
"""Over how many seconds the speed is averaged from which the time left is estimated."""

Advance = Callable[[float, object], None]


def print_json(values: Mapping[str, Any]) -> None:
    """One object, and nothing else, on stdout. Numbers that JSON lacks (infinity) become null."""
    print(json.dumps(_plain(values)))


def printable(text: str) -> str:
    """`text` with control characters escaped: names and files may contain any."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and printable."""
    return printable(" ".join(text.split()))


def say(line: str) -> None:
    """Print a line for people on stdout."""
    print(printable(line))


def warn(lines: Iterable[str]) -> None:
    """Print warnings on stderr, one line each."""
    for line in lines:
        print(printable(f"Warning: {line}"), file=sys.stderr)


def complain(line: str) -> None:
    """Print what failed on stderr, on one line."""
    print(one_line(line), file=sys.stderr)


def pixels(count: int) -> str:
    """A number of pixels for people: '12,345 px'."""
    return f"{count:,} px"


def rect_list(rects: tuple[Rect, ...]) -> list[list[int]]:
    """Rectangles as [x, y, width, height] each."""
    return [rect.numbers for rect in rects]


def chosen(fill: Fill) -> list[dict[str, str]]:
    """The engines that made a fill, each once for each reason it was chosen for."""
    pairs = dict.fromkeys((patch.engine, patch.reason) for patch in fill.patches)
    # a reason starts with the engine's label, which its name makes redundant here
    return [{"engine": engine, "reason": reason.partition(": ")[2] or reason} for engine, reason in pairs]


@contextmanager
def progress(
    label: str | Callable[[], str], *, shown: bool = True, time_left: bool = False, frames: int = 0
) -> Iterator[Advance]:
    """A function `(fraction, preview)` that moves a bar on stderr; without a terminal it does nothing.

    The bar shows the time that has passed or, with `time_left`, how long the rest will take; with `frames`
    also how many of so many frames are done in a second. A `label` that changes is asked for at every step.
    """
    if not shown or not sys.stderr.isatty():
        yield lambda fraction, preview: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        Task,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed * frames:.1f} frames/s")

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        *([Speed()] if frames else []),
        TimeRemainingColumn() if time_left else TimeElapsedColumn(),
    ]
    with Progress(
        *columns,
        speed_estimate_period=_PERIOD,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ) as bar:
        words = label if callable(label) else lambda: label
        task = bar.add_task(words(), total=1.0)
        yield lambda fraction, preview: bar.update(task, completed=fraction, description=words())


def _plain(value: Any) -> Any:
    """`value` in the types of JSON."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if abs(value) != float("inf") and value == value else None
    if hasattr(value, "item"):  # a NumPy scalar
        return _plain(value.item())
    return str(value)
