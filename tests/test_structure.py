"""How the modules hang together: no circles among their imports, and folders that fit on a screen."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import inpaint_studio

ROOT = Path(inpaint_studio.__file__).parent
MOST_MODULES = 25
"""In one folder, without `__init__`."""
MOST_OF_A_PREFIX = 2
"""Modules `x` and `x_…` in one folder; with more of them `x` should be a folder."""

Graph = dict[str, set[str]]


def modules() -> dict[str, Path]:
    """Every module of the package by its name in it; the package itself is ""."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports() -> Graph:
    """Which modules each module imports: at its top, inside its functions, and for types alone."""
    return {name: set(imported_by(name, path)) - {name} for name, path in MODULES.items()}


def imported_by(module: str, path: Path) -> Iterator[str]:
    """What a module imports of the package, as names in it."""
    home = module.split(".") if module else []
    if path.name != "__init__.py":
        home.pop()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            full = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = [ROOT.name, *home[: len(home) - node.level + 1]] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            full = [f"{base}.{name.name}" for name in node.names]
        else:
            continue
        for name in full:
            top, _, inside = name.partition(".")
            if top == ROOT.name:
                # what is no module is a name in one
                yield inside if inside in MODULES else inside.rpartition(".")[0]


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which leads to all others of its group."""
    reach = {name: reached(graph, name) for name in graph}
    groups = {frozenset(other for other in reach[name] if name in reach[other]) for name in graph}
    return sorted(sorted(group) for group in groups if group)


def reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """All that can be come to from `start`; itself only around a circle."""
    seen: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += graph[name]
    return seen


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = imports()
    found = [
        [f"{name} -> {other}" for name in group for other in sorted(graph[name] & set(group))]
        for group in circles(graph)
    ]
    assert not found


def test_circles_are_found_and_what_only_leads_to_one_is_none() -> None:
    graph: Graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}, "e": set()}
    assert circles(graph) == [["b", "c"]]


def test_no_folder_has_too_many_modules() -> None:
    counts = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    assert {str(folder): count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_modules_that_share_a_prefix_have_a_folder() -> None:
    counts: Counter[str] = Counter()
    for name, path in MODULES.items():
        folder, _, own = name.rpartition(".")
        if path.name != "__main__.py":
            counts[f"{folder}: {own.partition('_')[0]}"] += 1
    assert {prefix: count for prefix, count in counts.items() if count > MOST_OF_A_PREFIX} == {}
