"""What visitors' choices take of the disk: at most what the operator allows, whatever a stranger's card says."""

import hashlib
import json
import time

import pytest
from families import small_learner
from hub_server import HUB
from visitors_choose import REPO, downloads, ended

from genmodels import cards, hub, hub_cache
from genmodels.cards import CARD, EVALUATION, WEIGHTS
from ui.parts.weights import downloads as weights
from ui.parts.weights.picker import picker
from ui.serving import checked
from ui.serving import infer as serving
from ui.tabs.classes.offer import CLASSES
from ui.tabs.latent.offer import LATENT

pytest_plugins = ["weights_on_hub"]
pytestmark = pytest.mark.usefixtures("hub_and_cache")


def pretend(folder, sizes: dict[str, int], **files: bytes) -> dict[str, bytes]:
    """A commit's files: a folder's card that claims these sizes, and the files that belong to it."""
    values = json.loads((folder / CARD).read_text())
    values["files"] = {name: values["files"][WEIGHTS] | {"size": size} for name, size in sizes.items()}
    return {CARD: json.dumps(values).encode(), **{f"{name}.safetensors": content for name, content in files.items()}}


def test_too_large_a_checkpoint_is_refused_before_its_weights_are_fetched(made):
    HUB.commit(REPO, pretend(made["vae"], {WEIGHTS: 2 * 10**6}, model=bytes(2 * 10**6)))
    assert "more than 1,000,000 are not fetched here" in str(ended(downloads(hub_each_mb=1).start(REPO, LATENT)).error)
    assert not HUB.asked_for(WEIGHTS)


@pytest.mark.parametrize("sizes", [{WEIGHTS: 2 * 10**6, EVALUATION: -2 * 10**6}, {WEIGHTS: 1}])
def test_what_a_card_says_of_sizes_is_not_believed(made, sizes):
    HUB.commit(REPO, pretend(made["vae"], sizes, model=bytes(2 * 10**6), evaluation=b"nothing"))
    assert "its card says" in str(ended(downloads(hub_each_mb=1).start(REPO, LATENT)).error)
    assert not HUB.asked_for("safetensors")


def test_a_card_that_names_what_its_repository_lacks_is_no_checkpoint(made):
    HUB.commit(REPO, pretend(made["vae"], {WEIGHTS: 1000}))
    assert "lacks a file" in str(ended(downloads().start(REPO, LATENT)).error)


def test_the_disk_is_not_filled(made):
    HUB.publish("kim/second", made["vae"])
    size = sum(facts["size"] for facts in cards.read_card(made["vae"]).files.values())
    some = downloads(hub_total_mb=1.5 * size / 10**6)
    assert [ended(some.start(name, LATENT)).error for name in (REPO, "kim/second")] == [None, None]
    assert lying() == ["kim/second"]


def lying() -> list[str]:
    """The repositories of which visitors' folder holds a checkpoint."""
    return [found.repository.split("@")[0] for found in hub_cache.whole(serving.visitors_cache())]


def test_what_was_chosen_longest_ago_goes_first_and_what_lies_there_after_a_restart_counts(made):
    HUB.publish("kim/second", made["vae"])
    HUB.publish("kim/third", made["vae"])
    for name in (REPO, "kim/second", REPO):
        assert ended(downloads().start(name, LATENT)).name
    most = 2.5 * hub_cache.occupied(serving.visitors_cache()) / 2
    assert ended(downloads(hub_total_mb=most / 10**6).start("kim/third", LATENT)).name
    assert lying() == [REPO, "kim/third"]
    downloads(hub_total_mb=most / 2 / 10**6)
    assert lying() == ["kim/third"], "the next start brings it down to the limit"


FAILURES = {
    "cut": {"fault": {"cut": 1000}},
    "altered": {"fault": {"altered": True}},
    "another family": {"offer": CLASSES},
    "no tensors": {"weights": b"nothing that safetensors could read"},
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_failed_leaves_nothing_on_the_disk(made, monkeypatch, failure):
    how, sleep = FAILURES[failure], time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.01)))  # the client's own retries
    if content := how.get("weights"):
        values = json.loads((made["vae"] / CARD).read_text())
        values["files"] = {WEIGHTS: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}}
        HUB.commit(REPO, {CARD: json.dumps(values).encode(), WEIGHTS: content})
    if fault := how.get("fault"):
        HUB.fail(f"GET .*{WEIGHTS}", **fault)
    some = downloads()
    assert ended(some.start(REPO, how.get("offer", LATENT))).error
    folder = serving.visitors_cache()
    assert not [path for path in folder.rglob("*") if "small" in path.name], "neither files nor folders of it"
    HUB.faults.clear()
    HUB.publish(REPO, made["vae"])
    assert ended(some.start(REPO, LATENT)).name and lying() == [REPO]


def test_what_failed_leaves_an_older_commit_of_the_same_repository_alone(made, tmp_path):
    first = ended(downloads().start(REPO, LATENT)).name
    cards.save(tmp_path / "newer", small_learner("vae", seed=1).model, cards.read_card(made["vae"]))
    newer = HUB.publish(REPO, tmp_path / "newer")
    HUB.fail(f"GET .*{WEIGHTS}", altered=True)
    before = hub_cache.occupied(serving.visitors_cache())
    assert ended(downloads().start(f"{REPO}@{newer}", LATENT)).error
    assert abs(hub_cache.occupied(serving.visitors_cache()) - before) < 1000, "but for the name of a commit"
    assert hub_cache.at_hand(first, serving.visitors_cache())


def test_what_came_halfway_before_a_restart_is_deleted_once_it_is_nobodys(monkeypatch):
    ended(downloads().start(REPO, LATENT))
    blob = serving.visitors_cache() / "models--kim--cut" / "blobs" / "0123.incomplete"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(bytes(1000))
    downloads()
    assert blob.exists(), "another server may be fetching it"
    monkeypatch.setattr(weights, "LEFT", -1)
    downloads()
    assert not blob.parent.parent.exists() and lying() == [REPO]


def test_visitors_choices_lie_apart_and_the_operators_are_offered_as_well(made, monkeypatch, tmp_path):
    HUB.publish("kim/operators", made["vae"])
    operators = hub.fetch("kim/operators").repository
    chosen = ended(downloads().start(REPO, LATENT)).name
    assert [each.repository for each in hub_cache.newest(hub_cache.own())] == [operators]
    assert [entry["name"] for entry in picker(LATENT)({"do": "list"})["cached"]] == [operators, chosen]
    again = ended(downloads(hub_total_mb=1e-6).start("kim/operators", LATENT))
    assert again.name == operators and checked.network(operators, LATENT).source == "cached"
    assert [each.repository for each in hub_cache.newest(hub_cache.own())] == [operators], "no visitor deletes these"
    monkeypatch.setenv("GENMODELS_HUB_CACHE", str(tmp_path / "elsewhere"))
    assert ended(downloads().start(REPO, LATENT)).name == chosen
    assert [path.name for path in (tmp_path / "elsewhere").glob("models--*")] == ["models--kim--small"]
