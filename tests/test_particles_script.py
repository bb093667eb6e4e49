"""The page's Boltzmann machine beside PyTorch's, on the same weights as 16-bit floats, and the tab's answers."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels.cards import Card
from genmodels.models.rbm import RBM, RBMConfig, gradients
from ui.language.words import Complaint
from ui.serving.images import to_base64
from ui.tabs.particles.asks import MOST, _machine

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "tabs" / "particles" / "machine.js", UI / "parts" / "page" / "shared.js"]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const [{ createMachine }, { halves }] = await Promise.all(process.argv.slice(1).map(path => import(path)));
const { weight, visible_bias, hidden_bias, bits, forced, kept } = JSON.parse(readFileSync(0, "utf-8"));
const floats = text => halves(Uint8Array.from(Buffer.from(text, "base64")));
const [visibleBias, hiddenBias] = [visible_bias, hidden_bias].map(floats), how = { forced, kept, random: () => 0.5 };
const machine = createMachine({ weight: floats(weight), visibleBias, hiddenBias });
const rows = bits.length / machine.pixels, all = Uint8Array.from(bits), means = new Float32Array(bits.length);
const energies = Array.from({ length: rows }, (_, row) => machine.energy(all, row * machine.pixels));
for (let row = 0; row < rows; row++) machine.sweep(all, row * machine.pixels, means, how);
console.log(JSON.stringify({ energies, means: Array.from(means), bits: Array.from(all) }));
"""

NINE = UI / "tabs" / "particles" / "nine.js"
BY_NINE = """
import { readFileSync } from "node:fs";
const { createNine, evenly, smudged } = await import(process.argv[1]);
const { hidden, numbers, states, contrast } = JSON.parse(readFileSync(0, "utf-8"));
const nine = createNine(hidden, Float64Array.from(numbers)), data = smudged(states), shares = nine.shares();
const told = { energies: nine.energies(), shares, data, exact: nine.gradient(data, shares) };
told.contrastive = nine.gradient(evenly(states), evenly(contrast));
nine.step(data, shares, 0.5);
told.moved = nine.energies();
console.log(JSON.stringify(Object.fromEntries(Object.entries(told).map(([name, list]) => [name, Array.from(list)]))));
"""


def node(script: str, *paths: Path, told: dict) -> dict[str, torch.Tensor]:
    """What the script prints as JSON, of what it is told."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    command = [program, "--input-type=module", "-e", script, *(path.as_uri() for path in paths)]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=True, timeout=60)
    return {name: torch.tensor(value) for name, value in json.loads(done.stdout).items()}


def machine(hidden: int = 7, size: int = 6) -> RBM:
    model = RBM(RBMConfig(hidden=hidden, size=size)).eval()
    generator = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape, generator=generator).half().float())
    model.card = Card(name="tiny", family="rbm", config={})
    return model


def test_the_page_sweeps_the_machine_that_was_trained():
    model = machine()
    bits = (torch.rand(5, 36, generator=torch.Generator().manual_seed(1)) < 0.4).float()
    kept = torch.arange(36) < 18
    parts = {"weight": model.weight, "visible_bias": model.visible_bias, "hidden_bias": model.hidden_bias}
    told = {name: to_base64(part.half()) for name, part in parts.items()}
    told |= {"bits": bits.flatten().int().tolist(), "forced": [2], "kept": kept.int().tolist()}
    found = node(BY_SCRIPT, *SCRIPTS, told=told)
    assert torch.allclose(found["energies"], model.free_energy(bits), atol=1e-4)
    hidden = (model.hidden_mean(bits) > 0.5).float()
    hidden[:, 2] = 1
    mean = torch.where(kept, bits, model.visible_mean(hidden))
    assert torch.allclose(found["means"].view(5, 36) / 255, mean, atol=1e-4)
    assert torch.equal(found["bits"].view(5, 36).float(), torch.where(kept, bits, (mean > 0.5).float()))


def test_nine_pixels_have_the_energies_and_the_gradients_of_the_machine_that_is_trained():
    """By its own formula for two lists of pictures, and by autograd of the log-likelihood where all of them count."""
    model = machine(hidden=5, size=3)
    numbers = torch.cat([parameter.flatten() for parameter in (model.weight, model.visible_bias, model.hidden_bias)])
    states, contrast = [0, 3, 511], [7, 7, 100, 256]
    found = node(BY_NINE, NINE, told={"hidden": 5, "numbers": numbers.tolist(), "states": states, "contrast": contrast})
    every = (torch.arange(512)[:, None] >> torch.arange(9) & 1).float()
    assert torch.allclose(found["energies"], model.free_energy(every), atol=1e-4)
    assert torch.allclose(found["shares"], (-model.free_energy(every)).softmax(0), atol=1e-4)
    lists = [rows for chosen in (states, contrast) for rows in (every[chosen], model.hidden_mean(every[chosen]))]
    wanted = gradients(*lists, torch.zeros(9), torch.zeros(5))
    assert torch.allclose(found["contrastive"], torch.cat([part.flatten() for part in wanted]), atol=1e-4)
    weight, visible_bias, hidden_bias = (part.detach().requires_grad_() for part in model.parameters())
    height = every @ visible_bias + torch.nn.functional.softplus(hidden_bias + every @ weight).sum(1)
    loss = height.logsumexp(0) - found["data"] @ height
    exact = torch.cat([part.flatten() for part in torch.autograd.grad(loss, (weight, visible_bias, hidden_bias))])
    assert torch.allclose(found["exact"], exact, atol=1e-4)
    for parameter, slope in zip(model.parameters(), exact.split([45, 9, 5]), strict=True):
        parameter.data -= 0.5 * slope.view_as(parameter)
    assert torch.allclose(found["moved"], model.free_energy(every), atol=1e-4)


def test_a_machine_goes_to_the_page_whole_and_one_too_large_is_refused():
    model = machine(hidden=5, size=28)
    told = _machine(model)
    weight = torch.frombuffer(bytearray(base64.b64decode(told["weight"])), dtype=torch.float16)
    assert torch.equal(weight.float().view(784, 5), model.weight) and told["digits"] == ""
    with pytest.raises(Complaint, match="1024"):
        _machine(machine(hidden=MOST // 784 + 1, size=28))
