"""The real client of the Hub against a Hub on loopback that fails on demand: see hub_server.py."""

import re
import shutil
import threading
import time

import pytest
from families import small_learner
from hub_server import HUB, REPO
from huggingface_hub import constants
from huggingface_hub.errors import EntryNotFoundError
from waiting import until

import genmodels
from genmodels import cards, checkpoints, hub
from genmodels.cards import CARD, WEIGHTS
from genmodels.hub import HubError
from genmodels.reasons import UserError

pytest_plugins = ["judge_on_hub"]
pytestmark = pytest.mark.usefixtures("healthy_hub")

SHIPPED_PATIENCE = hub.PATIENCE


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(hub, "PATIENCE", 0.5)
    monkeypatch.setattr(hub, "ANSWER", 0.2)


@pytest.fixture
def quick(monkeypatch):
    """The client's own pauses between its retries pass at once."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(min(seconds, 0.01)))


def load(name: str = REPO):
    return genmodels.load(name, device="cpu")


def refused(name: str = REPO, error: type = HubError) -> str:
    with pytest.raises(error) as caught:
        load(name)
    sentence = str(caught.value)
    assert "\n" not in sentence and not re.search(r"(^|[\s'\"])/\w", sentence), sentence
    return sentence


def test_a_repository_is_downloaded_once(original):
    commit = HUB.publish(REPO, original)
    assert load().source == "downloaded"
    assert checkpoints.evaluation(REPO)["means"].shape == (2, 3)
    assert load().source == "cached"
    assert HUB.asked_for(f"GET .*{WEIGHTS}") == 1
    asked = len(HUB.requests)
    assert load(f"{REPO}@{commit}").source == "cached"
    assert len(HUB.requests) == asked, "a commit never changes, so there is nothing to ask"


def test_a_branch_moves_on_and_a_commit_does_not(original, tmp_path):
    first = HUB.publish(REPO, original)
    load()
    newer = shutil.copytree(original, tmp_path / "newer")
    cards.save(newer, small_learner("judge", seed=1).model, cards.read_card(newer))
    HUB.publish(REPO, newer)
    moved, stayed = load(), load(f"{REPO}@{first}")
    assert moved.source == "downloaded"
    assert moved.card.files[WEIGHTS] == cards.read_card(newer).files[WEIGHTS] != stayed.card.files[WEIGHTS]


def test_weights_that_are_on_the_hub_alone(bundled_judge):
    (bundled_judge / WEIGHTS).unlink()
    assert checkpoints.names() == checkpoints.at_hand() == [] and checkpoints.published() == ["judge-small"]
    model = load("judge-small")
    assert (model.source, model.reason, model.card.repo_id) == ("downloaded", "", REPO)
    HUB.stop()
    assert load("judge-small").source == "cached" and checkpoints.at_hand() == ["judge-small"]


def test_an_altered_bundle_is_replaced_from_the_hub_and_says_so(bundled_judge):
    (bundled_judge / WEIGHTS).write_bytes(b"something else")
    model = load("judge-small")
    assert model.source == "downloaded" and "is not the file that was published" in model.reason


def test_ones_own_uploads_take_the_place_of_the_catalog(bundled_judge, original, monkeypatch):
    monkeypatch.setenv("GENMODELS_HUB", "lee/lecture")
    HUB.publish("lee/lecture-judge-small", original)
    assert load("judge-small").source == "downloaded"
    HUB.fail("resolve", status=503, headers={"Retry-After": "100"})
    model = load("judge-small")
    assert model.source == "cached" and "(503)" in model.reason


@pytest.mark.parametrize("prefix, repository", [("kim", "kim/vae"), ("kim/a", "kim/a-vae"), ("", "")])
def test_where_ones_own_uploads_are(monkeypatch, prefix, repository):
    monkeypatch.setenv("GENMODELS_HUB", prefix)
    assert hub.own_repository("vae") == repository

    monkeypatch.setenv("GENMODELS_HUB", "https://example.org/a b")
    with pytest.raises(UserError, match="GENMODELS_HUB must be an owner"):
        hub.own_repository("vae")


FAULTS = {
    "is gated": {"status": 403, "headers": {"X-Error-Code": "GatedRepo"}},
    "no repository": {"status": 401, "headers": {"X-Error-Code": "RepoNotFound"}},
    "does not give access": {"status": 403},
    "has no such revision": {"status": 404, "headers": {"X-Error-Code": "RevisionNotFound"}},
    "lacks a file": {"status": 404, "headers": {"X-Error-Code": "EntryNotFound"}},
    "wants us to wait": {"status": 429, "headers": {"Retry-After": "100"}},
    "trouble of its own": {"status": 500, "headers": {"Retry-After": "100"}},
    "could not be reached": {"cut": 0},
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_a_fault_is_told_and_what_is_bundled_is_used(bundled_judge, monkeypatch, sentence):
    if sentence == "could not be reached":
        HUB.stop()
    HUB.fail("resolve", **FAULTS[sentence])
    assert sentence in refused()
    monkeypatch.setenv("GENMODELS_HUB", "kim/some")
    model = load("judge-small")
    assert model.source == "bundled" and sentence in model.reason


@pytest.mark.parametrize("name", ["kim/nobody", f"{REPO}@nowhere"])
def test_what_is_not_there_is_said(original, name):
    HUB.publish(REPO, original)
    assert ("no such revision" if "@" in name else "no repository kim/nobody") in refused(name)


def test_a_hub_that_never_answers_is_not_waited_for(bundled_judge, monkeypatch, impatient):
    HUB.fail("resolve", silent=True)
    assert "did not answer" in refused()
    monkeypatch.setenv("GENMODELS_HUB", "kim/some")
    assert "did not answer" in load("judge-small").reason
    assert SHIPPED_PATIENCE + 0.5 <= 3


def test_a_hub_that_was_silent_is_left_alone_until_somebody_asks_anew(bundled_judge, original, monkeypatch, impatient):
    monkeypatch.setenv("GENMODELS_HUB", "lee")
    monkeypatch.setattr(hub, "SILENT", 600)
    HUB.publish("lee/judge-small", original)
    HUB.fail("resolve", silent=True)
    assert load("judge-small").source == "bundled"
    asked = len(HUB.requests)
    assert "did not answer" in load("judge-small").reason
    assert len(HUB.requests) == asked, "each model of a page would wait as long"
    HUB.faults.clear()
    hub.ask_anew()
    monkeypatch.setattr(hub, "PATIENCE", 60)
    assert load("judge-small").source == "downloaded"


def test_a_download_that_takes_too_long_goes_on_unseen(bundled_judge, original, monkeypatch, impatient):
    monkeypatch.setenv("GENMODELS_HUB", "lee")
    HUB.publish("lee/judge-small", original)
    HUB.fail(f"GET .*{WEIGHTS}", slow=True)

    def gets_as_far_as_the_weights() -> int:  # at which try, depends on how busy the machine is
        assert load("judge-small").source == "bundled"
        return HUB.asked_for(f"GET .*{WEIGHTS}")

    until(gets_as_far_as_the_weights)
    monkeypatch.setattr(hub, "PATIENCE", 60)
    HUB.release()
    for thread in threading.enumerate():
        if thread.name == "hub":
            thread.join(60)
    assert load("judge-small").source in ("cached", "downloaded")


def test_a_busy_hub_is_asked_again(original, quick):
    HUB.publish(REPO, original)
    HUB.fail("HEAD", status=503, times=1)
    HUB.fail("HEAD", status=429, headers={"Retry-After": "0"}, times=1)
    HUB.fail(f"GET .*{WEIGHTS}", status=502, times=1)
    assert load().source == "downloaded"


def test_a_download_cut_short_goes_on_where_it_ended(original, quick):
    HUB.publish(REPO, original)
    HUB.fail(f"GET .*{WEIGHTS}", cut=1000, times=1)
    assert load().source == "downloaded"
    assert HUB.asked_for(f"GET .*{WEIGHTS}") == 2


def test_what_never_arrives_whole_is_never_used(original, quick):
    HUB.publish(REPO, original)
    HUB.fail(f"GET .*{WEIGHTS}", cut=0)
    assert "could not be reached" in refused()
    HUB.faults.clear()
    HUB.stop()
    assert "could not be reached" in refused()


def test_another_file_than_the_cards_is_refused_until_it_is_mended(original):
    HUB.publish(REPO, original)
    HUB.fail(f"GET .*{WEIGHTS}", altered=True)
    sentence = refused()
    for part in (f"{REPO}/{WEIGHTS}", cards.read_card(original).files[WEIGHTS]["sha256"], "fetch it again"):
        assert part in sentence
    assert len(re.findall(r"\b[0-9a-f]{64}\b", sentence)) == 2
    HUB.faults.clear()
    assert load().source == "downloaded"


def test_a_file_of_another_size_is_not_even_downloaded(original):
    HUB.commit(REPO, {CARD: (original / CARD).read_bytes(), WEIGHTS: b"short"})
    assert "has 5 bytes" in refused()
    assert not HUB.asked_for(f"GET .*{WEIGHTS}")


def test_a_card_that_would_fill_the_disk_is_not_fetched(original):
    HUB.commit(REPO, {CARD: b" " * (2**20 + 1)})
    assert "more than 1,048,576 are not fetched" in refused()


def test_a_repository_without_safetensors_is_no_checkpoint(original):
    HUB.commit(REPO, {CARD: b"{}", "pytorch_model.bin": b"a pickle"})
    assert "is not a checkpoint's card" in refused()
    with pytest.raises(EntryNotFoundError):
        type(load(str(original))).from_pretrained(REPO)
    assert not HUB.asked_for("pytorch_model.bin")


def test_a_damaged_cache_is_mended(original):
    HUB.publish(REPO, original)
    cached = checkpoints.find(REPO) / WEIGHTS
    cached.resolve().write_bytes(b"half a file")
    assert load().source == "downloaded"


def test_a_full_disk_is_told(original, monkeypatch):
    HUB.publish(REPO, original)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("huggingface_hub.file_download._check_disk_space", full)
    assert "the disk is full" in refused()


def test_offline_the_cache_is_used(original, monkeypatch):
    HUB.publish(REPO, original)
    load()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    model = load()
    assert model.source == "cached" and "HF_HUB_OFFLINE" in model.reason
