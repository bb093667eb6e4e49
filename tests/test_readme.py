"""The README tells the truth: its tables are what the code makes, its links and commands lead somewhere."""

import re
from pathlib import Path

from bench.readme_tables import README, with_tables

ROOT = Path(__file__).resolve().parent.parent


def test_tables_are_what_the_code_makes():
    text = README.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run: python -m bench.readme_tables"


def test_links_into_the_repository_lead_somewhere():
    for path in (README, ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{path.name} links to {target}"


def test_modules_that_are_named_as_commands_exist():
    for module in set(re.findall(r"python -m ((?:bench|train|genmodels)[.\w]*)", README.read_text(encoding="utf-8"))):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), f"README names python -m {module}"
