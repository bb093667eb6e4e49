"""The page's Boltzmann machine beside PyTorch's, on the same weights as 16-bit floats, and the tab's answers."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels.cards import Card
from genmodels.models.rbm import RBM, RBMConfig
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


def machine(hidden: int = 7, size: int = 6) -> RBM:
    model = RBM(RBMConfig(hidden=hidden, size=size)).eval()
    generator = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape, generator=generator).half().float())
    model.card = Card(name="tiny", family="rbm", config={})
    return model


def test_the_page_sweeps_the_machine_that_was_trained():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    model = machine()
    bits = (torch.rand(5, 36, generator=torch.Generator().manual_seed(1)) < 0.4).float()
    kept = torch.arange(36) < 18
    parts = {"weight": model.weight, "visible_bias": model.visible_bias, "hidden_bias": model.hidden_bias}
    told = {name: to_base64(part.half()) for name, part in parts.items()}
    told |= {"bits": bits.flatten().int().tolist(), "forced": [2], "kept": kept.int().tolist()}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, *(script.as_uri() for script in SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=True, timeout=60)
    found = {name: torch.tensor(value) for name, value in json.loads(done.stdout).items()}
    assert torch.allclose(found["energies"], model.free_energy(bits), atol=1e-4)
    hidden = (model.hidden_mean(bits) > 0.5).float()
    hidden[:, 2] = 1
    mean = torch.where(kept, bits, model.visible_mean(hidden))
    assert torch.allclose(found["means"].view(5, 36) / 255, mean, atol=1e-4)
    assert torch.equal(found["bits"].view(5, 36).float(), torch.where(kept, bits, (mean > 0.5).float()))


def test_a_machine_goes_to_the_page_whole_and_one_too_large_is_refused():
    model = machine(hidden=5, size=28)
    told = _machine(model)
    weight = torch.frombuffer(bytearray(base64.b64decode(told["weight"])), dtype=torch.float16)
    assert torch.equal(weight.float().view(784, 5), model.weight) and told["digits"] == ""
    with pytest.raises(Complaint, match="1024"):
        _machine(machine(hidden=MOST // 784 + 1, size=28))
