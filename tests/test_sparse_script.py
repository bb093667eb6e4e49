"""The page's solvers and its LISTA beside PyTorch's, on the same dictionary and patch."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels.blocks.sparse import energy, solve
from genmodels.data.patches import to_signals
from genmodels.models.lista import DEPTHS, LISTA, LISTAConfig, LISTALearner
from ui.tabs.sparse.asks import told

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "tabs/sparse/solvers.js", UI / "tabs/sparse/patch.js", UI / "parts/page/shared.js"]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const scripts = await Promise.all(process.argv.slice(1).map(path => import(path)));
const [{ createSolver, guess }, { cut }, { fromBase64, halves }] = scripts;
const { bytes, width, place, sparsities, steps, chosen, ...told } = JSON.parse(readFileSync(0, "utf-8"));
const signal = cut(bytes, width, place, told.size);
const solver = createSolver(new Float32Array(fromBase64(told.dictionary).buffer), told.atoms, told.steepness);
const runs = sparsities.map(sparsity => ["ista", "fista"].map(kind => {
  const codes = [];
  solver.run(signal, sparsity, Math.max(...steps), kind, code => codes.push(Array.from(code)));
  return steps.map(step => [codes[step], solver.energy(signal, codes[step], sparsity)]);
}));
const opened = parts => Object.entries(parts).map(([name, text]) => [name, halves(fromBase64(text))]);
const guesses = told.encoders.map(({ uses, ...parts }) =>
  Array.from(guess({ uses, ...Object.fromEntries(opened(parts)) }, signal)));
const among = Array.from(solver.among(signal, sparsities[1], new Set(chosen)));
const most = Math.max(...solver.correlations(signal).map(Math.abs));
console.log(JSON.stringify({ signal: Array.from(signal), runs, guesses, among, most }));
"""
STEPS, SPARSITIES, CHOSEN = (0, 1, 7, 100), (0.0, 0.5, 50.0), [1, 4, 9, 14]
PLACE, SIZE, WIDTH = (3, 2), 6, 13


@pytest.fixture(scope="module")
def model() -> LISTA:
    torch.manual_seed(0)
    made = LISTALearner(LISTAConfig(size=SIZE, atoms=20)).model.eval().requires_grad_(False)
    for encoder in made.encoders:
        for parameter in encoder.parameters():
            parameter += 0.02 * torch.rand_like(parameter)  # no longer ISTA
        for name in ("see", "explain"):
            parameter = getattr(encoder, name)
            parameter.copy_(parameter.half().float())
        encoder.log_threshold.copy_(encoder.log_threshold.exp().half().float().log())
    return made


@pytest.fixture(scope="module")
def patch() -> torch.Tensor:
    """A picture of which one patch is asked for, (WIDTH, WIDTH) bytes."""
    return torch.randint(0, 256, (WIDTH, WIDTH), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def found(model, patch) -> dict:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    sent = told(model) | {"bytes": patch.flatten().tolist(), "width": WIDTH, "place": PLACE}
    sent |= {"sparsities": SPARSITIES, "steps": STEPS, "chosen": CHOSEN}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, *(script.as_uri() for script in SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def picture(patch) -> torch.Tensor:
    left, top = PLACE
    return patch[None, None, top : top + SIZE, left : left + SIZE] / 255


def test_the_page_reads_a_patch_as_the_model_does(found, picture):
    signal = to_signals(picture).flatten(1)[0]
    assert torch.allclose(torch.tensor(found["signal"]), signal, atol=1e-4)


def test_the_pages_solvers_are_those_of_the_package(found, model, picture):
    signal, dictionary = to_signals(picture).flatten(1).double(), model.dictionary.weight.double()
    for sparsity, kinds in zip(SPARSITIES, found["runs"], strict=True):
        for kind, answers in zip(("ista", "fista"), kinds, strict=True):
            for steps, (code, told_energy) in zip(STEPS, answers, strict=True):
                expected = solve(signal, dictionary, sparsity, steps, kind)
                assert torch.allclose(torch.tensor(code).double(), expected[0], atol=1e-4), (sparsity, kind, steps)
                assert energy(signal, expected, dictionary, sparsity).item() == pytest.approx(told_energy, abs=1e-4)
    assert (signal @ dictionary).abs().max().item() == pytest.approx(found["most"], abs=1e-4)


def test_the_pages_lista_is_the_models(found, model, picture):
    for depth, code in zip(DEPTHS, found["guesses"], strict=True):
        assert torch.allclose(torch.tensor(code), model.encode(picture, depth)[0], atol=1e-4), depth


def test_amounts_of_chosen_atoms_are_the_least_energy_among_these_alone(found, model, picture):
    signal, dictionary = to_signals(picture).flatten(1).double(), model.dictionary.weight.double()[:, CHOSEN]
    expected = solve(signal, dictionary, SPARSITIES[1], 3000)[0]
    code = torch.tensor(found["among"]).double()
    assert torch.allclose(code[CHOSEN], expected, atol=1e-4)
    code[CHOSEN] = 0
    assert not code.any(), "an atom that was not chosen is not used"
