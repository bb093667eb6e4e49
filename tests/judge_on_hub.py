"""A small checkpoint and a Hub for it: fixtures of the tests that fetch and push, by `pytest_plugins`."""

import shutil

import pytest
import torch
from families import small_learner
from hub_server import HUB, REPO
from huggingface_hub import constants

from genmodels import cards, checkpoints, hub
from genmodels.cards import Card


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """The folder of judge-small, which no test changes."""
    folder = tmp_path_factory.mktemp("checkpoint") / "judge-small"
    model = small_learner("judge").model
    cards.save(folder, model, Card(name="judge-small", family="judge", config=model.config.to_dict(), data="mnist"))
    cards.add_evaluation(folder, {"accuracy": 0.1}, {"means": torch.ones(2, 3)})
    (folder / "README.md").write_text("# judge-small\n")
    return folder


@pytest.fixture
def healthy_hub(monkeypatch, tmp_path):
    """A healthy, empty Hub, an empty cache, and more patience than a busy machine needs."""
    HUB.reset()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hub, "PATIENCE", 60)
    monkeypatch.setattr(hub, "ANSWER", 60)
    monkeypatch.setattr(hub, "SILENT", 0)
    yield HUB
    HUB.release()


@pytest.fixture
def bundled_judge(original, healthy_hub, tmp_path, monkeypatch):
    """judge-small as a bundled checkpoint, and on the Hub at the commit that its card names."""
    folder = shutil.copytree(original, tmp_path / "checkpoints" / "judge-small")
    monkeypatch.setattr(checkpoints, "BUNDLED", folder.parent)
    commit = HUB.publish(REPO, folder)
    cards.write_card(folder, Card(**vars(cards.read_card(folder)) | {"repo_id": REPO, "revision": commit}))
    return folder
