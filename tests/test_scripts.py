"""The logic of the page's scripts, by node's own test runner; whatever needs a page is in test_browser_*.py."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from genmodels.blocks.plane import RAMP
from genmodels.shown import COLOURS

SCRIPTS = Path(__file__).with_name("scripts")
UI = Path(__file__).parents[1] / "ui"
SHARED = re.compile(r"^(globalThis\.|beforeEach\()", re.MULTILINE)  # what a test file changes for all that run with it
OLDEST = (20, 19)  # from there on node tells a module from its text, without a package.json that says so


def test_the_scripts_reckon_as_they_should(tmp_path):
    """All in one process, which is there at once; what changes something for all has one of its own."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the scripts are tested in the browser alone")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60).stdout.strip()
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST:
        pytest.skip(f"node {version} is older than {'.'.join(map(str, OLDEST))}")
    files = sorted(SCRIPTS.glob("*.test.mjs"))
    apart = [str(path) for path in files if SHARED.search(path.read_text("utf-8"))]
    together = tmp_path / "together.test.mjs"
    imports = (f"import {json.dumps(path.as_uri())};" for path in files if str(path) not in apart)
    together.write_text("\n".join(imports), "utf-8")
    command = [node, "--test", "--test-reporter=tap", str(together), *apart]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"# tests [1-9]", done.stdout), done.stdout


def test_ten_classes_have_the_same_colours_in_the_page_and_in_what_a_learner_shows():
    written = [path.name for path in UI.rglob("*.js") if COLOURS[0] in path.read_text("utf-8")]
    assert written == ["shared.js"], "they are written down once"
    script = (UI / "parts" / "page" / "shared.js").read_text("utf-8")
    assert tuple(re.findall(r'"(#\w+)"', re.search(r"COLOURS = \[(.*?)\]", script, re.DOTALL)[1])) == COLOURS


def test_heights_have_the_same_colours_in_the_page_and_in_what_a_learner_shows():
    script = (UI / "parts" / "ramp" / "ramp.js").read_text("utf-8")
    assert json.loads(re.search(r"RAMP = (.*);", script)[1]) == [list(colour) for colour in RAMP]


def test_numbers_are_written_in_the_language_of_the_page_and_not_of_the_browser():
    named = re.compile(r"toLocaleString|\bIntl\.(NumberFormat|DateTimeFormat)|navigator\.language")
    scripts = sorted(UI.rglob("*.js"))
    assert [path.name for path in scripts if named.search(path.read_text("utf-8"))] == ["spoken.js"]
