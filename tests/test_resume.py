"""Going on from a checkpoint: the zip from a run opens a run that is as good at once; no other zip opens anything."""

import dataclasses
import hashlib
import io
import json
import threading
import zipfile

import pytest
import safetensors.torch
import torch
from shows import show
from talk import SMALL, Room, Talk
from waiting import SOON

import genmodels
from genmodels import cards, checkpoints
from ui.language.words import LANGUAGES, Complaint, text
from ui.live.keep import export as run_keep
from ui.live.panel import origin as live_from
from ui.live.rooms.history import History
from ui.live.uploads.checkpoint_zip import Misfit, read_zip

FAMILIES = ("gan", "dcgan", "wgan-gp")
SMALLEST = {
    "gan": {"latents": 8, "width": 8},
    "dcgan": SMALL,
    "wgan-gp": {"latents": 8, "width": 4, "critic_width": 4, "n_critic": 1},
}


def kept(tmp_path, family: str = "dcgan", steps: int = 3) -> tuple[bytes, dict]:
    """The zip of a run after some steps, and its last frame."""
    talk = Talk(tmp_path, family, config=SMALLEST[family])
    talk.until("started")
    frames = [talk.step() for _ in range(steps)]
    talk.stop()
    talk.thread.join(SOON)
    history = History()
    history.grids.add((steps, frames[-1]["shown"]["samples"]["image"]))
    run = Room(job=talk.job, state="ended", history=history, lock=threading.RLock(), about={"data": "digits"}, exam={})
    return run_keep.checkpoint_zip(run), frames[-1]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> bytes:
    return kept(tmp_path_factory.mktemp("home"))[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_goes_on_with_the_very_pictures_that_were_kept(tmp_path, family):
    content, last = kept(tmp_path, family)
    found = read_zip(content, FAMILIES, 64)
    assert found.whole and found.card.steps == 3
    talk = Talk(tmp_path, family, tensors=found.tensors, config=found.config.to_dict(), steps=3, seed=99)
    assert talk.until("started")["step"] == 3
    first = talk.until("frame")
    samples, before = first["shown"]["samples"], last["shown"]["samples"]
    assert samples["image"] == before["image"] and samples["values"] == pytest.approx(before["values"], abs=1e-3)
    assert talk.step()["step"] == 4
    talk.stop()


def test_without_its_opponent_the_generator_goes_on_from_the_average(tmp_path):
    model = checkpoints.load("dcgan-mnist", "cpu")
    talk = Talk(tmp_path, config=model.card.config, checkpoint="dcgan-mnist", steps=model.card.steps)
    talk.until("frame")
    talk.stop()
    state = torch.load(talk.leave, weights_only=True)["learner"]
    for key, value in model.state_dict().items():
        assert torch.equal(state["model"][key], value) and torch.equal(state["networks"]["generator"][key], value)


def repacked(content: bytes, change) -> bytes:
    """The zip with `change(files)` done to its {name: content}."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def named(files: dict, name: str) -> str:
    return next(path for path in files if path.endswith(name))


def with_card(content: bytes, **changes) -> bytes:
    def change(files: dict) -> None:
        path = named(files, cards.CARD)
        files[path] = json.dumps(json.loads(files[path]) | changes).encode()

    return repacked(content, change)


def with_tensors(content: bytes, **changes) -> bytes:
    """With other tensors, and a card that vouches for them."""

    def change(files: dict) -> None:
        path, card = named(files, cards.TRAINING), json.loads(files[named(files, cards.CARD)])
        files[path] = safetensors.torch.save(safetensors.torch.load(files[path]) | changes)
        digest = hashlib.sha256(files[path]).hexdigest()
        card["files"][cards.TRAINING] = {"size": len(files[path]), "sha256": digest}
        files[named(files, cards.CARD)] = json.dumps(card).encode()

    return repacked(content, change)


def test_what_is_no_such_checkpoint_is_refused_with_its_reason(home):
    def drop(name):
        return repacked(home, lambda files: files.pop(named(files, name)))

    def flip(files):
        path = named(files, cards.TRAINING)
        files[path] = files[path][:-1] + bytes([files[path][-1] ^ 1])

    config = json.loads(zipfile.ZipFile(io.BytesIO(home)).read("dcgan-digits-live/config.json"))["config"]
    bombed = repacked(home, lambda files: files.update({named(files, cards.WEIGHTS): bytes(5 * 2**20)}))
    cases = [
        ("zip", home[:-40]), ("zip", b""), ("zip", b"PK\x03\x04"), ("zip", bombed),
        ("missing", drop(cards.CARD)), ("missing", drop(cards.WEIGHTS)),
        ("card", with_card(home, config=3)), ("card", with_card(home, files={"model.pkl": {}})),
        ("family", with_card(home, family="vae")), ("family", with_card(home, family="../evil")),
        ("altered", repacked(home, flip)), ("altered", with_card(home, config=config | {"colour": "red"})),
        ("shape", with_card(home, config=config | {"width": 256, "size": 64})),
        ("shape", with_card(home, config=config | {"size": 100})),
        ("shape", with_tensors(home, **{"tensors.noise": torch.full((64, 8), float("nan"))})),
        ("shape", with_tensors(home, **{"tensors.more": torch.zeros(1)})),
    ]  # fmt: skip
    for why, content in cases:
        with pytest.raises(Misfit) as caught:
            read_zip(content, FAMILIES, 1 if content is bombed else 64)
        assert caught.value.why == why
        assert all(text(f"live.from_{why}", code) for code in LANGUAGES)


def test_a_zip_without_the_opponent_still_opens(home, tmp_path):
    found = read_zip(repacked(home, lambda files: files.pop(named(files, cards.TRAINING))), FAMILIES, 64)
    assert not found.whole and set(found.tensors) == {k for k in found.tensors if k.startswith("model.")}
    with zipfile.ZipFile(io.BytesIO(home)) as archive:
        archive.extractall(tmp_path)
    model = genmodels.load(str(next(tmp_path.iterdir())), "cpu")
    for key, value in model.state_dict().items():
        assert torch.equal(found.tensors[f"model.{key}"], value)


def test_a_huge_configuration_is_measured_without_memory(home):
    content = with_card(home, config={"width": 256, "d_width": 256, "latents": 1024, "size": 64, "channels": 4})
    with pytest.raises(Misfit):
        read_zip(content, FAMILIES, 64)


def test_a_published_checkpoint_gives_its_networks_and_the_visitor_the_live_knobs():
    card = checkpoints.read_card(checkpoints.BUNDLED / "dcgan-mnist")
    kind = type(checkpoints.load("dcgan-mnist", "cpu").config)
    made = kind(g_learning_rate=0.01, width=8)
    chosen, turn = {"g_learning_rate", "width"}, (300, "players", "generator")
    parts, config, turns = live_from.origin("a" * 32, "dcgan-mnist", "mnist", show("dcgan"), made, (turn,), chosen)
    assert parts == {"checkpoint": "dcgan-mnist", "steps": card.steps}
    assert config == kind.from_dict(card.config | {"g_learning_rate": 0.01, "players": "both"})
    assert turns == ((card.steps + 300, "players", "generator"),)
    assert live_from.origin("a" * 32, "", "mnist", show("dcgan"), made, (turn,), chosen) == ({}, made, (turn,))


def test_a_fresh_critic_learns_alone_at_first():
    model = checkpoints.load("wgan-gp-mnist", "cpu")
    _, config, turns = live_from.origin("a" * 32, "wgan-gp-mnist", "mnist", show("wgan-gp"), model.config, (), set())
    steps = model.card.steps
    assert turns == ((steps, "players", "critic"), (steps + 300, "players", config.players))


@pytest.mark.parametrize(
    ("asked", "changes", "sentence"),
    [
        ("../../etc", {}, "no longer"),
        ([1], {}, "no longer"),
        ("mine", {}, "no longer"),
        ("wgan-gp-mnist", {}, "another model"),
        ("dcgan-mnist", {"size": 64}, "28 × 28"),  # noqa: RUF001
    ],
)
def test_what_cannot_be_gone_on_from_is_said(asked, changes, sentence):
    made = dataclasses.replace(checkpoints.load("dcgan-mnist", "cpu").config, **changes)
    with pytest.raises(Complaint, match=sentence):
        live_from.origin("a" * 32, asked, "own", show("dcgan"), made, (), set())
