"""The bundles, which are not built here: their program starts what it has to, the recipe misses nothing."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import inpaint_studio
from inpaint_studio.weights.process import child, process

ROOT = Path(__file__).parents[1]
PACKAGE = Path(str(inpaint_studio.__file__)).parent
FOLDER = ROOT / "tools" / "bundle"
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")
}


def module(name: str) -> ModuleType:
    """A module of the recipe."""
    spec = importlib.util.spec_from_file_location(f"bundle_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def program() -> ModuleType:
    """The module that a bundle starts with."""
    return module("program")


def recipe() -> dict[str, Any]:
    """The lists of names in the recipe, as far as they are literal."""
    found: dict[str, Any] = {}
    for node in ast.parse((FOLDER / "inpaint-studio.spec").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            strings = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            found[node.targets[0].id] = [each for each in strings if isinstance(each, str)]
    return found


@pytest.mark.parametrize(
    ("given", "run"),
    [([], ["edit"]), (["fill", "a.png"], ["fill", "a.png"]), (["a b.png"], ["edit", "a b.png"])],
)
def test_the_program_runs_commands_and_opens_the_editor_without_any(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: list[str], run: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a b.png").touch()
    heard: list[list[str]] = []
    monkeypatch.setattr("inpaint_studio.__main__.main", lambda argv: heard.append(argv) or 7)
    monkeypatch.setattr(sys, "argv", ["inpaint-studio", *given])
    assert program.main() == 7
    assert heard == [run]


def test_the_program_answers_as_the_process_of_a_model_that_it_starts_itself(
    program: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command = process._command()
    assert command[0] == sys.executable
    answered: list[bool] = []
    monkeypatch.setattr(child, "main", lambda: answered.append(True))
    monkeypatch.setattr(sys, "argv", command)
    assert program.main() == 0
    assert answered == [True]


def test_whatever_names_the_interpreter_knows_that_bundles_have_none() -> None:
    users = {
        name
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.executable"
    }
    assert "weights/process/process.py" in users
    unaware = {name for name in users if '"frozen"' not in (PACKAGE / name).read_text("utf-8")}
    assert not unaware


def test_what_is_imported_by_name_is_in_the_recipe_or_left_out_on_purpose() -> None:
    names = {
        node.args[0].value.partition(".")[0]
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("importlib.import_module", "importlib.util.find_spec")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"rawpy", "pillow_heif", "onnxruntime", "torch"} <= names
    known = {name.partition(".")[0] for part in ("HIDDEN", "EXCLUDED") for name in recipe()[part]}
    development = {"stlpips_pytorch"}
    assert names <= known | development


def test_files_that_are_read_from_beside_a_module_are_in_the_recipe() -> None:
    text = (FOLDER / "inpaint-studio.spec").read_text("utf-8")
    others = [
        path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix in (".qss", ".json", ".toml")
    ]
    assert others
    for path in others:
        assert path.relative_to(ROOT).as_posix() in text


def test_opencv_is_asked_for_no_films_and_no_avif_whose_libraries_are_empty_in_bundles() -> None:
    asked = {
        name: ast.unparse(node)
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("cv2.VideoCapture", "cv2.VideoWriter", "cv2.imread", "cv2.imwrite")
    }
    assert not asked


def test_heic_is_only_read_as_its_encoder_is_empty_in_bundles() -> None:
    users = {name for name in SOURCES if "pillow_heif" in (PACKAGE / name).read_text("utf-8")}
    assert users == {"core/photo_io/heif_read.py", "cli/doctor.py"}


@pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("gcc", "nm"))), reason="needs gcc and binutils"
)
def test_an_empty_library_has_what_its_users_call_and_says_what_is_missing(tmp_path: Path) -> None:
    compile_ = ["gcc", "-x", "c", "-", "-o"]
    library, user = tmp_path / "libpaint.so.1", tmp_path / "user"
    code = "int paint(void) { return 3; } int other(void) { return 4; }"
    subprocess.run([*compile_, library, "-shared", "-fPIC"], input=code, text=True, check=True)
    code = "int paint(void); int main(int n, char **v) { return n > 1 ? paint() : 5; }"
    link = [f"-L{tmp_path}", "-l:libpaint.so.1", f"-Wl,-rpath,{tmp_path}"]
    subprocess.run([*compile_, user, *link], input=code, text=True, check=True)
    slim = module("slim")
    assert slim.functions(library, [user]) == {"paint": ""}
    slim.empty(library, [user])
    assert subprocess.run([user], check=False).returncode == 5
    called = subprocess.run([user, "paint"], capture_output=True, text=True, check=False)
    assert called.returncode < 0
    assert called.stderr == "paint: left out of this bundle of Inpaint Studio\n"
