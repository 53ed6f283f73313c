"""Which package imports which: read from the sources, and put in order for a picture."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "inpaint_studio"

Arrow = tuple[str, str]
Arrows = Counter[Arrow]
"""From the name of what imports to that of what it imports, with the number of such imports."""


def modules() -> dict[str, Path]:
    """The files of all modules by dotted name, without the name of the package itself."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def floors() -> list[list[str]]:
    """The layers of packages in the import contracts, highest first; those of one are independent."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if f"{PACKAGE}.core" in each.get("layers", ()))
    return [[name.strip().removeprefix(f"{PACKAGE}.") for name in layer.split("|")] for layer in layers]


def imports_of(name: str, source: str, known: Iterable[str], *, is_package: bool = False) -> set[str]:
    """Which of the `known` modules a module of that name imports when it runs."""
    here = name.split(".") if is_package else name.split(".")[:-1]
    known = set(known)
    found = set()
    for node in _statements(ast.parse(source)):
        names = node.module.split(".") if node.module else []
        if node.level:
            base = [*here[: len(here) - node.level + 1], *names]
        elif names[0] == PACKAGE:
            base = names[1:]
        else:
            continue
        for alias in node.names:
            whole = ".".join([*base, alias.name])
            found.add(whole if whole in known else ".".join(base))
    return found & known


def _statements(tree: ast.AST) -> Iterator[ast.ImportFrom]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ImportFrom):
            yield node
        elif not (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            yield from _statements(node)


def all_imports() -> Arrows:
    """Every import of one module by another."""
    files = modules()
    found: Arrows = Counter()
    for name, path in files.items():
        is_package = path.stem == "__init__"
        for other in imports_of(name, path.read_text("utf-8"), files, is_package=is_package):
            found[name, other] += 1
    return found


def between(imports: Arrows, boxes: Iterable[str]) -> Arrows:
    """The imports between boxes: packages, sub-packages or modules that are not in one another."""
    boxes = set(boxes)
    found: Arrows = Counter()
    for (module, other), count in imports.items():
        source, target = _box_of(module, boxes), _box_of(other, boxes)
        if source and target and source != target:
            found[source, target] += count
    return found


def _box_of(module: str, boxes: set[str]) -> str | None:
    while module and module not in boxes:
        module = module.rpartition(".")[0]
    return module or None


def reachable(arrows: Iterable[Arrow], start: str) -> set[str]:
    """What can be reached from `start` by one arrow or more."""
    arrows = list(arrows)
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        fresh = {target for source, target in arrows if source == here} - found
        found |= fresh
        waiting += fresh
    return found


def backward(arrows: Arrows) -> set[Arrow]:
    """The arrows, those of few imports first, without which there is no circle."""
    left, removed = dict(arrows), list[Arrow]()
    while circles := [arrow for arrow in left if arrow[0] in reachable(left, arrow[1])]:
        removed.append(min(circles, key=lambda arrow: (left[arrow], arrow)))
        del left[removed[-1]]
    for arrow in reversed(removed):
        if arrow[0] not in reachable(left, arrow[1]):
            left[arrow] = arrows[arrow]
    return set(arrows) - set(left)


def needed(arrows: Iterable[Arrow]) -> set[Arrow]:
    """The arrows, in no circle, that do not follow from others."""
    arrows = set(arrows)
    return {arrow for arrow in arrows if arrow[1] not in reachable(arrows - {arrow}, arrow[0])}


def columns(boxes: list[str], arrows: Iterable[Arrow]) -> list[list[str]]:
    """The boxes from left to right, so that every arrow leads to the right; those without arrows last."""
    arrows = set(arrows)
    joined = [box for box in boxes if any(box in arrow for arrow in arrows)]
    height = dict.fromkeys(joined, 0)
    for _ in joined:
        for source, target in arrows:
            height[source] = max(height[source], height[target] + 1)
    found = [
        [box for box in joined if height[box] == each]
        for each in range(max(height.values(), default=-1), -1, -1)
    ]
    alone = [box for box in boxes if box not in joined]
    rows = max(2, *map(len, found), 0)
    return found + [alone[start : start + rows] for start in range(0, len(alone), rows)]
