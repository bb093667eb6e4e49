"""The page's gratings, cells and map of directions beside PyTorch's, on the same sheet."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels.blocks.gabor import gabor
from genmodels.blocks.orientation import arrows, neighbour_degrees, pinwheels, tinted
from genmodels.blocks.torus import bell, pooled
from genmodels.models.group_sparse_autoencoder import (
    GroupSparseAutoencoder,
    GroupSparseAutoencoderConfig,
    GroupSparseAutoencoderLearner,
)
from ui.serving import checked
from ui.tabs.cortex import api
from ui.tabs.cortex.asks import told

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "tabs/cortex/cells.js", UI / "parts/page/shared.js"]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const [cells, { fromBase64, halves }] = await Promise.all(process.argv.slice(1).map(path => import(path)));
const { side, size, width, angle, frequency, phase, ...sent } = JSON.parse(readFileSync(0, "utf-8"));
const encoder = halves(fromBase64(sent.encoder)), arrows = cells.arrowsOf(halves(fromBase64(sent.atoms)), size);
const signal = cells.grating(size, angle, frequency, phase), simple = cells.simple(encoder, signal);
const weights = cells.bell(side, width), units = Array.from({ length: side * side }, (_, unit) => unit);
const shares = units.map(unit => cells.share(weights, side, unit, 7));
const answers = phase => Array.from(cells.simple(encoder, cells.grating(size, angle, frequency, phase)));
const sheet = [answers(0), answers(1.57), shares];
const falls = [[[1, 0], [0, 1], [1, 1]], [[1, 0], [0, 0.5], [1, 1]], [[1], [0], [1]], sheet];
console.log(JSON.stringify({
  arrows: Array.from(arrows), map: cells.mapOf(arrows, side), simple: Array.from(simple), shares,
  complex: units.map(unit => cells.complex(simple, weights, side, unit)),
  colours: units.map(unit => cells.colourOf(arrows[2 * unit], arrows[2 * unit + 1])),
  falls: falls.map(each => cells.fallOf(...each)),
}));
"""
SIDE, SIZE, WIDTH, ANGLE, PHASE = 6, 9, 0.8, 40.0, 75.0
CYCLES = 2.0


@pytest.fixture(scope="module")
def model() -> GroupSparseAutoencoder:
    torch.manual_seed(0)
    learner = GroupSparseAutoencoderLearner(GroupSparseAutoencoderConfig(size=SIZE, side=SIDE, pool=WIDTH))
    model = learner.model.eval().requires_grad_(False)
    model.encoder.weight.copy_(model.encoder.weight.half().float())
    model.dictionary.weight.copy_(waves().half().float())
    return model


def waves() -> torch.Tensor:
    """Atoms of directions and phases by chance, (D, K)."""
    count, chance = SIDE**2, torch.Generator().manual_seed(3)
    angles, phases = math.pi * torch.rand(2, count, generator=chance)
    shape = torch.zeros(count, 2), torch.full((count, 2), 0.4), angles, torch.full((count,), 7.0)
    even, odd = gabor(*shape, SIZE)
    return (phases.cos().view(-1, 1, 1) * even + phases.sin().view(-1, 1, 1) * odd).flatten(1).T


@pytest.fixture(scope="module")
def found(model) -> dict:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    sent = told(model) | {"width": WIDTH, "angle": math.radians(ANGLE), "phase": math.radians(PHASE)}
    sent |= {"frequency": CYCLES / SIZE}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, *(script.as_uri() for script in SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_the_pages_map_is_the_packages(found, model):
    expected = arrows(model.atoms())
    assert torch.allclose(torch.tensor(found["arrows"]).view(-1, 2), expected, atol=1e-4)
    sheet = expected.view(SIDE, SIDE, 2)
    assert found["map"]["degrees"] == pytest.approx(neighbour_degrees(sheet).item(), abs=1e-2)
    places = pinwheels(sheet)
    assert places.any(), "there is something to find"
    assert {(each["y"], each["x"], each["sense"]) for each in found["map"]["pinwheels"]} == {
        (int(y), int(x), int(places[y, x])) for y, x in places.nonzero()
    }


def test_the_pages_colours_are_the_packages(found, model):
    grey = torch.zeros(SIDE**2, 1, 1, 2)
    grey[..., 1] = -1  # the first pixel is 0: the colour itself
    expected = tinted(grey, arrows(model.atoms()))[:, :, 0, 0]
    assert torch.allclose(torch.tensor(found["colours"]), expected, atol=1e-4)


def test_the_pages_cells_are_the_endpoints(found, model, monkeypatch):
    monkeypatch.setattr(checked, "network", lambda name, offer: model)
    told = api.cortex_cells("any", ANGLE, PHASE, CYCLES)
    assert torch.allclose(torch.tensor(found["simple"]), torch.tensor(told["simple"]), atol=1e-4)
    assert torch.allclose(torch.tensor(found["complex"]), torch.tensor(told["complex"]), atol=1e-4)
    alone = api.cortex_cells("any", ANGLE, PHASE, CYCLES, pool=0)
    assert torch.allclose(torch.tensor(alone["complex"]), torch.tensor(alone["simple"]).abs(), atol=0.04)
    expected = pooled(torch.tensor([told["simple"]]), bell(SIDE, WIDTH))[0]
    assert torch.allclose(torch.tensor(told["complex"]), expected, atol=1e-5)
    assert sum(found["shares"]) == pytest.approx(1)
    row = torch.outer(bell(SIDE, WIDTH)[1], bell(SIDE, WIDTH)[1]).flatten()
    assert torch.allclose(torch.tensor(found["shares"]), row, atol=1e-5), "of unit 7: second row, second column"


def test_a_pool_of_two_phases_a_quarter_apart_stands_still(found):
    still, half, alone, sheet = found["falls"]
    assert still == pytest.approx(0) and half == pytest.approx(0.5) and alone == pytest.approx(1)
    assert 0 < sheet < 1


@pytest.mark.parametrize(
    "wrong", [{"direction": 200}, {"phase": float("nan")}, {"cycles": 0}, {"pool": 3}, {"direction": "up"}]
)
def test_what_is_no_grating_is_told_so(model, monkeypatch, wrong):
    monkeypatch.setattr(checked, "network", lambda name, offer: model)
    with pytest.raises(Exception, match=next(iter(wrong))):
        api.cortex_cells("any", **wrong)
