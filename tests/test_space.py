"""The README's front matter is what a Space is made from: it says what the requirements say, and nothing untrue."""

import re
from pathlib import Path

import pytest
import yaml

from genmodels import cards, checkpoints

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
FRONT = yaml.safe_load(README.split("---\n")[1])


def pinned(package: str) -> str:
    lines = (ROOT / "requirements.txt").read_text("utf-8")
    return re.search(rf"^{package}(?:\[\w+\])?==(\S+)$", lines, re.MULTILINE)[1]


def test_the_space_has_the_gradio_that_is_tested_here():
    assert FRONT["sdk"] == "gradio" and FRONT["sdk_version"] == pinned("gradio")


def test_the_space_has_the_python_that_docker_has():
    image = re.search(r"^FROM python:(\d+\.\d+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert isinstance(FRONT["python_version"], str), "3.10 without quotes would be 3.1"
    assert FRONT["python_version"] == image[1]


def test_what_the_space_starts_is_there():
    assert (ROOT / FRONT["app_file"]).is_file()
    assert FRONT["license"] == "mit" and "MIT License" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_hub_takes_its_title_and_description():
    assert len(FRONT["short_description"]) <= 60  # characters; a longer one is refused
    assert "genmodels" in FRONT["tags"]


def test_people_can_log_in_and_give_no_more_than_is_needed():
    assert FRONT["hf_oauth"] is True
    assert FRONT["hf_oauth_scopes"] == ["contribute-repos"], "new repositories, and none that were there before"


@pytest.mark.parametrize("field", ["models", "preload_from_hub"])
def test_only_repositories_of_the_cards_are_named(field):
    """A repository that does not exist would stop the Space from being built."""
    all_cards = [checkpoints.read_card(checkpoints.BUNDLED / name) for name in checkpoints.published()]
    on_the_hub = {card.repo_id for card in all_cards if card.revision}
    alone = {
        card.repo_id for card in all_cards
        if card.revision and not (checkpoints.BUNDLED / card.name / cards.WEIGHTS).exists()
    }  # fmt: skip
    named = {entry.split(" ")[0] for entry in FRONT.get(field, [])}
    assert named == (on_the_hub if field == "models" else alone)
