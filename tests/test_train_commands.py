"""python -m train: a mistake is one sentence, and what there is, is listed."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from families import small_config, small_learner

from genmodels import catalog, checkpoints
from train.__main__ import main
from train.recipe import recipes

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "there is no recipe 'nonsense'"),
        (["dcgan-mnist", "--g_learning_rate", "nan"], "g_learning_rate must be a finite number"),
        (["dcgan-mnist", "--width", "100000"], "width must be between 4 and 256"),
        (["dcgan-mnist", "--steps", "0"], "at least 1"),
        (["dcgan-mnist", "--device", "cuda:77"], "not available on this machine"),
        (["dcgan-mnist", "--resume", "nowhere"], "no training/state.pt"),
        (["evaluate", "nonsense"], "there is no checkpoint 'nonsense'"),
    ],
)
def test_the_command_line_answers_a_mistake_with_one_sentence(arguments, sentence, capsys, tmp_path):
    out = ["--out", str(tmp_path)] if arguments[0] != "evaluate" else []
    assert main([*arguments, *out]) == 2
    printed = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence in printed and "Traceback" not in printed


def test_a_family_without_scores_is_said_to_have_none(tmp_path, capsys, monkeypatch):
    unmeasured = dataclasses.replace(catalog.family("pix2pix"), evaluate=())
    monkeypatch.setitem(catalog.FAMILIES, "pix2pix", unmeasured)
    card = checkpoints.Card(name="tiny", family="pix2pix", config=small_config("pix2pix").to_dict(), data="facades")
    checkpoints.save(tmp_path, small_learner("pix2pix").model, card)
    assert main(["evaluate", str(tmp_path)]) == 2
    assert "no scores for the family 'pix2pix' yet" in capsys.readouterr().err


def test_what_is_measured_alone_refuses_others_beside_it(capsys):
    assert main(["evaluate", "judge-mnist", "--beside", "other=judge-mnist"]) == 2
    assert "'judge' are not measured beside others" in capsys.readouterr().err


def test_list_names_every_recipe(capsys):
    assert main(["list"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in recipes())


@pytest.mark.parametrize("command", [["genmodels.checkpoints", "verify"], ["train", "list"]])
def test_a_command_whose_reader_has_gone_ends_quietly(command):
    """As before `| head`, at its worst: gone before the first line."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, **pipes) as process:
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 1
