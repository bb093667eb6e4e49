"""What a machine can check of the house style: ruff, the import rules, the length of files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from genmodels import catalog

ROOT = Path(__file__).resolve().parent.parent
FAMILYLESS = ("card", "evaluate", "measure", "recipe", "run", "sheet")
CODE = ("app.py", "genmodels", "train", "ui", "bench", "tests")


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")])
def test_ruff_is_clean(arguments):
    run(sys.executable, "-m", "ruff", *arguments, *CODE)


def test_nobody_imports_whom_they_should_not_know():
    run(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


@pytest.mark.parametrize(
    "path", ["genmodels/training.py", "bench/readme_tables.py", *(f"train/{name}.py" for name in FAMILYLESS)]
)
def test_what_serves_every_family_names_none(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "genmodels.models" not in text
    for name in catalog.FAMILIES:
        assert not re.search(rf"[\"']{re.escape(name)}[\"']", text), f"{path} knows {name}; let the family say it"


@pytest.mark.parametrize("folder", ["genmodels", "train", "ui"])
def test_the_product_reads_nothing_that_only_its_makers_have(folder):
    for path in (ROOT / folder).rglob("*.py"):
        found = re.search(r"""["'](bench|tests|docs)["'/]""", path.read_text("utf-8"))
        assert not found, f"{path.relative_to(ROOT)} reads {found[1]}, which no image has"


def test_scripts_remember_by_the_store_alone_which_works_where_a_browser_refuses():
    touching = [path for kind in ("*.js", "*.py", "*.html") for path in (ROOT / "ui").rglob(kind) if _stores(path)]
    assert [path.relative_to(ROOT).as_posix() for path in touching] == ["ui/parts/page/store.js"]


def _stores(path: Path) -> bool:
    return re.search(r"(local|session)Storage", path.read_text("utf-8")) is not None


def test_files_stay_readable():
    for folder in CODE:
        paths = (
            [ROOT / folder]
            if folder.endswith(".py")
            else [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.js")]
        )
        for path in paths:
            lines = path.read_text(encoding="utf-8").count("\n")
            assert lines <= 300, f"{path.relative_to(ROOT)} has {lines} lines; what would split it?"
