"""The package installs by itself, with its weights, and the workflow runs what is there."""

import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
COMMANDS = [step["run"] for step in STEPS if "run" in step]


def made(name: str) -> object:
    """What make.py calls so."""
    return runpy.run_path(str(ROOT / "make.py"))[name]


def test_what_the_package_asks_for_is_what_is_tested_here():
    asked = PROJECT["dependencies"] + [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pinned = {found.name: found for found in map(Requirement, filter(lambda line: line[0] != "#", lines))}
    wanted = {found.name: found for found in map(Requirement, asked)}
    assert wanted.keys() == pinned.keys()
    for name, found in wanted.items():
        (version,) = pinned[name].specifier
        assert version.operator == "==" and found.specifier.contains(version.version), name
        assert found.extras == pinned[name].extras, name


def test_every_folder_of_the_package_is_in_it():
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("genmodels/**/__init__.py")}
    assert set(PYPROJECT["tool"]["setuptools"]["packages"]) == folders | {"genmodels.published"}


def test_a_wheel_has_the_weights_and_needs_nothing_else_of_the_repository(tmp_path):
    pytest.importorskip("setuptools", "77")
    source, made = tmp_path / "source", tmp_path / "made"
    shutil.copytree(ROOT / "genmodels", source / "genmodels", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "checkpoints" / "vae-mnist-2d", source / "checkpoints" / "vae-mnist-2d")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = "import sys, setuptools.build_meta as backend; backend.build_wheel(sys.argv[1])"
    made.mkdir()
    subprocess.run([sys.executable, "-c", build, made], cwd=source, check=True, capture_output=True, timeout=120)
    (wheel,) = made.glob("genmodels-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        names = archive.namelist()
    assert "genmodels/published/vae-mnist-2d/evaluation.safetensors" in names
    assert not any(name.endswith(".png") or name.startswith(("tests", "ui", "train")) for name in names)
    ask = "import genmodels; model = genmodels.load('vae-mnist-2d', 'cpu'); print(genmodels.__file__, model.source)"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); {ask}"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert told.stdout.split() == [str(tmp_path / "installed" / "genmodels" / "__init__.py"), "bundled"], told.stderr


def test_the_workflow_uses_two_actions_at_their_major_versions():
    used = {step["uses"] for step in STEPS if "uses" in step}
    assert {name.partition("@")[0] for name in used} == {"actions/checkout", "actions/setup-python"}
    assert all(re.fullmatch(r"[\w/-]+@v\d+", name) for name in used), used


def test_the_workflow_tests_each_python_from_the_oldest_on():
    pythons = WORKFLOW["jobs"]["everything"]["strategy"]["matrix"]["python"]
    assert pythons == ["3.11", "3.13"] and PROJECT["requires-python"] == f">={pythons[0]}"
    systems = WORKFLOW["jobs"]["models"]["strategy"]["matrix"]["system"]
    assert systems == ["macos-latest", "windows-latest"]


def test_the_workflows_commands_are_there():
    targets = re.search(r"^\.PHONY: (.+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[1].split()
    assert "ALL=1 make test" in COMMANDS and targets == [*made("COMMANDS"), "clean"]
    (install,) = (command for command in COMMANDS if "pip install" in command)
    extra = re.search(r"\.\[(\w+)\]", install)[1]
    assert extra in PROJECT["optional-dependencies"]
    assert (ROOT / re.search(r"--requirement (\S+)", install)[1]).is_file()
    (tests,) = (command for command in COMMANDS if "-m pytest" in command)
    for name in re.findall(r"tests/\S+", tests):
        imported = re.findall(r"^(?:import|from) (\w+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        assert not {"ui", "bench", "gradio"} & set(imported), f"{name} needs more than genmodels and train"


def test_the_thorough_tests_run_where_all_are_asked_for_and_nowhere_else(monkeypatch):
    monkeypatch.delenv("ALL", raising=False)
    assert "not thorough" in made("COMMANDS")["test"][0]
    monkeypatch.setenv("ALL", "1")
    assert "not thorough" not in made("COMMANDS")["test"][0]
    assert re.search(r"^ALL=1 make test$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_make_sets_up_once_and_then_runs(platform, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    main, called = made("main"), []
    python = tmp_path / ".venv" / ("Scripts/python.exe" if platform == "win32" else "bin/python")

    assert made("PYTHON").relative_to(ROOT) == python.relative_to(tmp_path)

    class Process:
        def __init__(self, command, cwd):
            called.append(command)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()

        __enter__ = __exit__ = lambda self, *_: self

        def wait(self):
            return 0

    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).touch()
    main.__globals__.update({"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": python})
    monkeypatch.setattr(subprocess, "Popen", Process)
    assert main(["app"]) == 0 and main(["app"]) == 0 and main(["lint"]) == 0
    pip = [str(python), "-m", "pip", "install", "--quiet", "-r"]
    app, ruff = [str(python), "app.py"], [str(python), "-m", "ruff"]
    assert called == [
        [sys.executable, "-m", "venv", str(tmp_path / ".venv")],
        [*pip, str(tmp_path / "requirements.txt")],
        app,
        app,
        [*pip, str(tmp_path / "requirements-dev.txt")],
        [*ruff, "check", "."],
        [*ruff, "format", "--check", "."],
    ]


@pytest.mark.parametrize(
    "command",
    [
        "runpy.run_path('app.py', run_name='__main__')",
        "runpy.run_module('train', run_name='__main__')",
        "sys.argv = ['make.py', 'app']; runpy.run_path('make.py', run_name='__main__')",
    ],
)
def test_an_older_python_is_told_in_one_sentence(command):
    code = f"import runpy, sys; sys.version_info = (3, 10, 12, 'final', 0); sys.path.insert(0, '.'); {command}"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 1 and ended.stdout == ""
    assert ended.stderr.strip() == "genmodels needs Python 3.11 or newer; this is 3.10"
