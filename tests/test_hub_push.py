"""Pushing with the real client to a Hub on loopback: one commit, whose name the card learns."""

import pytest
import torch
from hub_server import HUB, NOBODY

import genmodels
from genmodels import cards, hub_push
from genmodels.cards import CARD, EVALUATION, WEIGHTS
from genmodels.checkpoints.__main__ import main
from genmodels.hub_errors import HubError
from genmodels.reasons import UserError

pytest_plugins = ["judge_on_hub"]
pytestmark = pytest.mark.usefixtures("healthy_hub")


def test_push_makes_one_commit_and_the_card_names_it(bundled_judge, capsys):
    assert main(["push", "judge-small", "--repo", "kim/new"]) == 0
    card, commit = cards.read_card(bundled_judge), HUB.head("kim/new")
    assert (card.repo_id, card.revision) == ("kim/new", commit)
    assert HUB.asked_for("POST .*/commit/") == 1
    assert set(HUB.commits["kim/new"][commit]) == {CARD, WEIGHTS, EVALUATION, "README.md"}
    (bundled_judge / WEIGHTS).unlink()
    assert main(["list"]) == 0 and main(["pull"]) == 0 and main(["list"]) == 0
    told, at = capsys.readouterr().out, f"kim/new@{commit[:7]}"
    assert all(part in told for part in (f"on the Hub, {at}", "downloaded", f"cached, {at}"))


def test_push_with_a_login_that_may_not_leaves_the_card_as_it_was(bundled_judge):
    before = (bundled_judge / CARD).read_bytes()
    with pytest.raises(HubError, match="does not give access"):
        hub_push.push(bundled_judge, "kim/new", token=NOBODY)
    assert (bundled_judge / CARD).read_bytes() == before


def test_push_refuses_what_is_not_what_its_card_says(bundled_judge):
    (bundled_judge / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(UserError, match="is not the file that was published"):
        hub_push.push(bundled_judge, "kim/new")
    assert not HUB.requests


def test_the_mix_in_pushes_and_comes_back(original):
    model = genmodels.load(str(original), device="cpu")
    model.push_to_hub("kim/mixed")
    again = type(model).from_pretrained("kim/mixed")
    for key, value in again.state_dict().items():
        assert torch.equal(value, model.state_dict()[key])
    assert genmodels.load("kim/mixed", device="cpu").source in ("cached", "downloaded")
