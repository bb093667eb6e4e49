"""What the Classes tab asks of a model of faces: one z under attributes between 0 and 1; and faces in the Live tab."""

import base64
import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from families import SMALL
from PIL import Image
from shows import ALL, show
from torch import nn

from genmodels import catalog
from genmodels.blocks.condition import combined
from genmodels.cards import Card
from genmodels.data import SOURCES, Source
from ui.language.words import Complaint
from ui.live.panel import control
from ui.tabs.classes import attributes
from ui.tabs.classes.offer import ATTRIBUTES, BOTH, CLASSES
from ui.tabs.live.draws import generated_of_class


class Painted(nn.Module):
    """Pictures whose red is the first attribute and whose green the second; blue is z."""

    picture = (3, 16, 16)

    def __init__(self):
        super().__init__()
        self.config = SimpleNamespace(classes=2, labels="attributes", latents=1, size=16)
        self.card = SimpleNamespace(data="celeba")
        self.anything = nn.Parameter(torch.zeros(1))

    def generate(self, latents, condition):
        return torch.cat([condition, latents.sigmoid()], 1)[:, :, None, None].expand(-1, -1, 16, 16)


class Reads(Painted):
    """A judge that reads them."""

    def forward(self, images):
        return combined(20 * images[:, :2, 0, 0] - 10)


@pytest.fixture
def painted(monkeypatch):
    monkeypatch.setattr(attributes.checked, "network", lambda name, offer: Painted())
    monkeypatch.setattr(attributes.infer, "available", lambda name: (name,))
    monkeypatch.setattr(attributes.infer, "model", lambda name: Reads())
    return lambda *given: attributes.sample_attributes("cgan-celeba", *given)


def pixels(address: str) -> np.ndarray:
    """(H, W, 3) in [0, 1]."""
    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    return np.asarray(picture).astype(float) / 255


def test_a_strip_turns_its_own_attribute_and_leaves_the_other_and_z(painted):
    answer = painted([0.2, 0.8], 5, 3.0, 5)
    assert answer["names"] == ["Male", "Smiling"] and (answer["size"], answer["steps"]) == (16, 5)
    one, strips = pixels(answer["picture"])[8, 8], pixels(answer["strips"])[8::16, 8::16]
    assert one[:2] == pytest.approx((0.2, 0.8), abs=0.02)
    assert strips[0, :, 0] == pytest.approx(np.linspace(0, 1, 5), abs=0.02)
    assert strips[0, :, 1] == pytest.approx([0.8] * 5, abs=0.02)
    assert strips[1, :, 1] == pytest.approx(np.linspace(0, 1, 5), abs=0.02)
    assert strips[1, :, 0] == pytest.approx([0.2] * 5, abs=0.02)
    assert strips[:, :, 2] == pytest.approx(np.full((2, 5), one[2]), abs=0.03), "another z"
    assert answer["said"] == pytest.approx([0.002, 0.998], abs=0.001)


def test_without_values_all_stand_in_the_middle_and_a_seed_is_a_face(painted):
    assert pixels(painted()["picture"])[8, 8, :2] == pytest.approx((0.5, 0.5), abs=0.02)
    assert painted(None, 1)["picture"] != painted(None, 2)["picture"]
    assert painted(None, 1)["picture"] == painted([0.5, 0.5], 1)["picture"]


@pytest.mark.parametrize("values", [[0.5], [0, 0, 0], "ab", 3, [0, 1.5], [0, float("nan")], [0, "1"], [True, 0]])
def test_other_attributes_than_the_models_are_refused_in_a_sentence(painted, values):
    with pytest.raises(Complaint):
        painted(values)


def card(**config) -> Card:
    return Card(name="mine", family="cgan", config=SMALL["cgan"] | config)


def test_each_question_gets_models_that_can_answer_it():
    faces = card(classes=2, labels="attributes", channels=3, size=64)
    crowd = card(classes=40, labels="attributes", channels=3, size=64)
    told = [[offer.shows(each) for offer in (CLASSES, ATTRIBUTES, BOTH)] for each in (card(), faces, crowd)]
    assert told == [[True, False, True], [False, True, True], [False, False, False]]


@pytest.mark.parametrize("family", ["dcgan", "cgan"])
def test_a_live_run_on_faces_has_networks_for_them(family):
    """And what it draws for the judge are all combinations of the attributes."""
    live, entry = show(family), catalog.family(family)
    assert "celeba" in live.data
    learner = entry.learner(entry.config(**live.begin | live.fits["celeba"] | {"width": 4, "d_width": 4}))
    assert learner.model.picture == SOURCES["celeba"].picture
    assert learner.preview()["samples"].columns == 8
    if family == "cgan":
        told = []
        learner.model.generate = lambda latents, condition: told.append(condition)
        generated_of_class(learner.model, torch.zeros(5, 1), torch.arange(5))
        assert told[0].tolist() == [[0, 0], [1, 0], [0, 1], [1, 1], [0, 0]]


def test_faces_that_are_not_on_this_machine_are_told_of_before_a_run_begins(monkeypatch):
    monkeypatch.setattr(Source, "is_here", lambda source: not source.by_hand)
    monkeypatch.setattr(control, "is_here", lambda name: SOURCES[name].is_here())
    monkeypatch.setattr(control, "runs", lambda: SimpleNamespace(shows=ALL))
    asked = {"do": "start", "owner": "o" * 32, "family": "dcgan", "data": "celeba"}
    with pytest.raises(Complaint) as refused:
        control.start(asked)
    assert "CelebA is not on this machine" in str(refused.value)
