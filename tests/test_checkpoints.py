"""Cards and folders: what is written is read again, and whatever is wrong with them is said in one sentence."""

import json
import re
import shutil

import pytest
import safetensors.torch
import torch
from families import SMALL, small_learner

import genmodels
from genmodels import cards, catalog, checkpoints
from genmodels.cards import CARD, EVALUATION, WEIGHTS, Card
from genmodels.checkpoints.__main__ import main
from genmodels.reasons import UserError

CREDIT = {"data": "mnist", "licence": "none", "credit": "nobody", "command": "none", "hardware": "none"}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A whole checkpoint, small and untrained."""
    folder = tmp_path_factory.mktemp("checkpoint") / "judge-small"
    model = small_learner("judge").model
    card = Card(name="judge-small", family="judge", config=model.config.to_dict(), **CREDIT)
    cards.save(folder, model, card)
    cards.add_evaluation(folder, {"accuracy": 0.1}, {"means": torch.ones(2, 3, dtype=torch.float16)})
    (folder / "README.md").write_text("# judge-small\n")
    return folder


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "judge-small")


@pytest.fixture
def bundled(folder, monkeypatch):
    """The same as the only published checkpoint."""
    monkeypatch.setattr(checkpoints, "BUNDLED", folder.parent)
    return folder


def refused(name) -> str:
    """The sentence with which a checkpoint is refused: one line, and no folder of this machine in it."""
    with pytest.raises(UserError) as caught:
        genmodels.load(str(name), device="cpu")
    sentence = str(caught.value)
    assert "\n" not in sentence and len(sentence) < 500
    assert not re.search(r"(^|[\s'\"])/\w", sentence), sentence
    return sentence


def test_a_folder_comes_back_as_it_was_saved(folder):
    model = genmodels.load(str(folder), device="cpu")
    assert (model.source, model.reason, model.card.name) == ("folder", "", "judge-small")
    assert not model.training and not any(p.requires_grad for p in model.parameters())
    saved = small_learner("judge").model
    for key, value in model.state_dict().items():
        torch.testing.assert_close(value, saved.state_dict()[key], rtol=1e-3, atol=1e-4)
    assert model.card.scores == {"accuracy": 0.1}
    assert checkpoints.evaluation(str(folder))["means"].dtype == torch.float32


@pytest.mark.parametrize(("most", "least"), [(187_461, 1e-8), (1e30, 1e-30)])
def test_what_half_precision_cannot_hold_comes_back_as_it_was(tmp_path, most, least):
    model = small_learner("judge").model
    large, tiny, usual = model.head.weight, model.head.bias, model.trunk[0].weight
    with torch.no_grad():
        large[0, 0] = most
        tiny.copy_(least * torch.randn(len(tiny)))
    cards.save(tmp_path, model, Card(name="odd", family="judge", config=model.config.to_dict(), **CREDIT))
    stored = safetensors.torch.load_file(tmp_path / WEIGHTS)
    assert stored["head.weight"].dtype == stored["head.bias"].dtype == torch.float32
    assert stored["trunk.0.weight"].dtype == torch.float16
    back = genmodels.load(str(tmp_path), device="cpu")
    assert torch.equal(back.head.weight, large) and torch.equal(back.head.bias, tiny)
    assert (back.trunk[0].weight - usual).norm() <= cards.CLOSE * usual.norm()


@pytest.mark.parametrize("name", checkpoints.names())
def test_a_published_checkpoint_is_written_again_byte_for_byte(name, tmp_path):
    model = genmodels.load(name, device="cpu")
    cards.save(tmp_path, model, model.card)
    assert checkpoints.sha256(tmp_path / WEIGHTS) == model.card.files[WEIGHTS]["sha256"]


def test_the_card_names_every_file_of_tensors(folder):
    card = checkpoints.read_card(folder)
    assert set(card.files) == {WEIGHTS, EVALUATION}
    for name, facts in card.files.items():
        assert facts == {"size": (folder / name).stat().st_size, "sha256": checkpoints.sha256(folder / name)}


def test_the_bundled_one_comes_first(bundled):
    assert checkpoints.names() == checkpoints.published() == ["judge-small"]
    assert genmodels.load("judge-small", device="cpu").source == "bundled"


def test_an_altered_file_is_refused_with_both_hashes_before_it_is_read(folder, monkeypatch):
    published = checkpoints.sha256(folder / WEIGHTS)
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[-1] ^= 1
    (folder / WEIGHTS).write_bytes(content)
    monkeypatch.setattr(safetensors.torch, "load", lambda _: pytest.fail("a tensor was built"))
    sentence = refused(folder)
    for part in (f"judge-small/{WEIGHTS}", published, checkpoints.sha256(folder / WEIGHTS), "fetch it again"):
        assert part in sentence


def test_an_altered_evaluation_is_refused(folder):
    (folder / EVALUATION).write_bytes(b"something else")
    with pytest.raises(UserError, match=f"judge-small/{EVALUATION} is not the file"):
        checkpoints.evaluation(str(folder))


def test_an_altered_bundle_without_a_repository_is_refused(bundled):
    (bundled / WEIGHTS).write_bytes(b"something else")
    assert "is not the file that was published" in refused("judge-small")


@pytest.mark.parametrize("missing", [CARD, WEIGHTS])
def test_a_missing_file_is_named(folder, missing):
    (folder / missing).unlink()
    assert f"judge-small has no {missing}" in refused(folder)


def test_a_truncated_file_that_its_card_believes_in_is_no_safetensors_file(folder):
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-100])
    cards.write_card(folder, checkpoints.read_card(folder))
    assert f"judge-small/{WEIGHTS} is not a safetensors file" in refused(folder)


def test_weights_of_another_width_do_not_fit(folder):
    cards.save(folder, small_learner("judge", width=8).model, checkpoints.read_card(folder))
    assert "do not fit its configuration" in refused(folder)


@pytest.mark.parametrize(
    "change",
    [
        "not json",
        "[]",
        {"name": 3},
        {"config": None},
        {"files": {"../../etc/passwd": {"size": 1, "sha256": "0" * 64}}},
        {"files": {WEIGHTS: {"size": "1", "sha256": "0" * 64}}},
        {"files": {WEIGHTS: "0" * 64}},
        {"revision": "main"},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"seconds": 10**400},
        {"seconds": True},
        {"steps": 10**400},
        {"family": None},
    ],
    ids=lambda change: str(change)[:40],
)
def test_a_card_that_is_none_is_refused(folder, change):
    values = json.loads((folder / CARD).read_text())
    (folder / CARD).write_text(change if isinstance(change, str) else json.dumps(values | change))
    assert f"judge-small/{CARD} is not a checkpoint's card" in refused(folder)


@pytest.mark.parametrize("change", [{"family": "oracle"}, {"config": {"colour": "red"}}, {"config": {"width": 10**9}}])
def test_a_card_of_an_unknown_model_names_what_there_is(folder, change):
    (folder / CARD).write_text(json.dumps(json.loads((folder / CARD).read_text()) | change))
    assert "there is no family" in (sentence := refused(folder)) or "knob" in sentence or "width must be" in sentence


@pytest.mark.parametrize("name", ["vae-mnits", "../judge-small", "a/b/c", "owner/", "x" * 5000, "nul\0byte", "."])
def test_a_wrong_name_lists_the_right_ones(bundled, name):
    with pytest.raises(UserError, match=r"judge-small|has no config\.json"):
        genmodels.load(name)


@pytest.mark.parametrize("name", [None, 3, "", ["judge-small"]])
def test_a_name_is_a_word(bundled, name):
    with pytest.raises(UserError, match="a checkpoint's name is a word"):
        checkpoints.locate(name)


def test_a_device_that_is_not_there_is_named(folder):
    with pytest.raises(UserError, match="'warp' is not available"):
        genmodels.load(str(folder), device="warp")


def test_other_tensors_than_those_on_the_hub_lose_their_revision(folder):
    card = cards.Card(**vars(checkpoints.read_card(folder)) | {"repo_id": "kim/judge", "revision": "a" * 40})
    assert cards.write_card(folder, card).revision == "a" * 40
    assert cards.add_evaluation(folder, {}, {"means": torch.zeros(1)}).revision == ""


def test_a_write_that_fails_leaves_the_old_file_whole(folder, monkeypatch):
    before = (folder / CARD).read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("killed")))
    with pytest.raises(OSError, match="killed"):
        cards.write_card(folder, checkpoints.read_card(folder))
    assert (folder / CARD).read_bytes() == before


@pytest.mark.parametrize("name", list(catalog.FAMILIES))
def test_every_model_class_saves_itself_and_comes_back(name, tmp_path):
    model = small_learner(name).model
    model.save_pretrained(tmp_path / "mine")
    again = type(model).from_pretrained(tmp_path / "mine")
    assert again.config == model.config and again.config.to_dict() | SMALL[name] == again.config.to_dict()
    card = checkpoints.load(str(tmp_path / "mine"), device="cpu").card
    assert (card.name, card.family) == ("mine", name)
    for key, value in again.state_dict().items():
        torch.testing.assert_close(value, model.state_dict()[key], rtol=1e-3, atol=1e-4)
    assert "genmodels" in (tmp_path / "mine" / "README.md").read_text()


def test_from_pretrained_checks_the_hash(folder):
    (folder / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(UserError, match="is not the file that was published"):
        catalog.family("judge").model.from_pretrained(folder)


def test_the_command_line_lists_verifies_and_shows(bundled, capsys):
    assert main(["list"]) == 0
    assert re.search(r"judge-small +judge +mnist +\d\.\d MB +bundled", capsys.readouterr().out)
    assert main(["verify"]) == 0
    assert "intact" in capsys.readouterr().out
    assert main(["card", "judge-small"]) == 0
    assert json.loads(capsys.readouterr().out)["scores"] == {"accuracy": 0.1}
    (bundled / WEIGHTS).write_bytes(b"something else")
    assert main(["verify"]) == 1
    assert "is not the file that was published" in capsys.readouterr().out
    assert main(["card", "nobody"]) == 2
    assert capsys.readouterr().err.startswith("there is no checkpoint 'nobody'")
