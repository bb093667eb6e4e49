"""Small checkpoints on a Hub, and empty caches: fixtures, by `pytest_plugins`."""

import pytest
from families import small_learner
from hub_server import HUB
from huggingface_hub import constants
from visitors_choose import FRONT, REPO

from genmodels import cards, hub
from genmodels.cards import Card
from ui.parts.weights import downloads as weights
from ui.serving import infer as serving


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Small untrained checkpoints as their owners publish them, by family."""
    folders = {}
    for family in ("vae", "cgan"):
        folder = folders[family] = tmp_path_factory.mktemp("made") / family
        model = small_learner(family).model
        card = Card(name=f"{family}-small", family=family, config=model.config.to_dict(), data="mnist")
        cards.save(folder, model, card)
        (folder / "README.md").write_text(FRONT.format(family))
    return folders


@pytest.fixture
def hub_and_cache(monkeypatch, tmp_path, made):
    """A healthy Hub that has one of them, and this machine as on its first day."""
    HUB.reset()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hub, "PATIENCE", 60)
    monkeypatch.setattr(hub, "ANSWER", 60)
    monkeypatch.setattr(hub, "SILENT", 0)
    for kept in (serving.shelf, weights.downloads):
        kept.cache_clear()
    HUB.publish(REPO, made["vae"])
    yield
    HUB.release()
    for kept in (serving.shelf, weights.downloads):
        kept.cache_clear()
