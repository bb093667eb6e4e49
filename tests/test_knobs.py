"""A knob allows what the code can do: every family takes a step with every knob at either end of its range."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from families import batch_of, small_config, small_learner

from genmodels import catalog
from genmodels.config import Config, allowed, knob, knobs
from genmodels.reasons import UserError
from genmodels.shown import Shown
from train.__main__ import main


def ends(name: str) -> list[tuple[str, object]]:
    """(knob, value) for both ends of every range, every choice and both states of every switch."""
    found = []
    for key, field in knobs(catalog.family(name).config).items():
        rules = field.metadata
        both = [end for end in (rules["low"], rules["high"]) if end is not None]
        found += [(key, value) for value in rules["choices"] or ((False, True) if field.type is bool else both)]
    return found


@pytest.mark.parametrize("name", catalog.FAMILIES)
def test_every_knob_can_be_turned_to_its_ends(name):
    for key, value in ends(name):
        try:
            learner = small_learner(name, **{key: value})
        except UserError as refusal:  # a size without a plan, say; a sentence that names the value
            assert str(value) in str(refusal)
            continue
        metrics = learner.step(batch_of(learner, count=1 if name == "pix2pix" else 4))
        if key.endswith("learning_rate") and value > 1:
            continue  # there to let people see a run blow up, which `train()` tells in a sentence
        assert all(metric.isfinite() for metric in metrics.values()), (key, value, metrics)
        if not knobs(learner.config)[key].metadata["live"]:  # what is shown is laid out when training begins
            assert all(map(_can_be_seen, learner.preview().values())), (key, value)


def _can_be_seen(shown: Shown) -> bool:
    """Whether there is anything in it, and all of it finite numbers."""
    arrays = [each for each in vars(shown).values() if isinstance(each, np.ndarray)]
    return len(arrays or shown.values) > 0 and all(each.size and np.isfinite(each).all() for each in arrays)


def test_more_binary_attributes_than_an_integer_has_bits_are_shown():
    learner = small_learner("cgan", classes=1000, labels="attributes")
    learner.step(batch_of(learner))
    assert torch.equal(learner.shown[:, 6:], torch.zeros(64, 994))  # the first six take the preview's 64 places
    assert len(learner.shown.unique(dim=0)) == 64 and all(map(_can_be_seen, learner.preview().values()))


def test_a_size_that_the_network_cannot_halve_twice_is_refused_in_a_sentence():
    with pytest.raises(UserError, match="size must be a multiple of 4, not 30"):
        small_config("vae", size=30)


def test_the_command_line_tells_what_a_knob_allows(capsys):
    with pytest.raises(SystemExit):
        main(["vae-mnist", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "(default 28; 1 to 128, above that a multiple of 4)" in told
    assert "what a pixel is given z (default bernoulli; one of bernoulli, gaussian)" in told


def test_what_a_knob_allows_is_told_in_words():
    @dataclass(frozen=True, kw_only=True)
    class Odd(Config):
        least: float = knob(1.0, "", low=0.5)
        most: int = knob(1, "", high=10**9)
        any: bool = knob(True, "")

    assert [allowed(field) for field in knobs(Odd).values()] == ["at least 0.5", "at most 1e+09", ""]
