"""The page's PixelCNN and PixelRNN beside PyTorch's, on the same weights as 16-bit floats."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from genmodels import catalog
from ui.tabs.think.asks import told

UI = Path(__file__).parents[1] / "ui"
SCRIPTS = [UI / "tabs" / "think" / "network.js", UI / "parts" / "page" / "shared.js"]
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const [{ createNetwork }, { fromBase64, halves }] = await Promise.all(process.argv.slice(1).map(path => import(path)));
const { parts, config, chance, again } = JSON.parse(readFileSync(0, "utf-8"));
const floats = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, halves(fromBase64(text))]));
const network = createNetwork(floats, config), thread = network.createThread(), all = network.size ** 2;
const decide = (place, odds) => odds.slice(0, -1).filter((_, value) =>
  chance[place] >= odds.slice(0, value + 1).reduce((sum, odd) => sum + odd)).length;
for (let at = 0; at < all;) at = thread.write(at, decide);
const first = [Array.from(thread.values), Array.from(thread.expected)];
thread.values[again] = network.levels - 1 - thread.values[again];
for (let at = again + 1; at < all;) at = thread.write(at, decide);
console.log(JSON.stringify({ first, second: [Array.from(thread.values), Array.from(thread.expected)] }));
"""


@pytest.mark.parametrize(
    ("name", "knobs"),
    [
        ("pixelcnn", {"layers": 5}),
        ("pixelcnn", {"layers": 2, "levels": 4}),
        ("pixelrnn", {"kernel": 5}),
        ("pixelrnn", {"kernel": 1, "levels": 4}),
    ],
)
def test_the_page_writes_what_the_model_would_and_goes_on_from_a_changed_pixel(name, knobs):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    torch.manual_seed(0)
    family = catalog.family(name)
    model = family.model(family.config(size=12, width=5, **knobs)).eval().requires_grad_(False)
    for parameter in model.parameters():
        parameter.copy_((2 * parameter).half().float())
    chance, again = torch.rand(1, 12, 12), 50
    sent = {**told(name, model), "chance": chance.flatten().tolist(), "again": again}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, *(script.as_uri() for script in SCRIPTS)]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, check=True, timeout=60)
    found = {name: torch.tensor(value) for name, value in json.loads(done.stdout).items()}
    images, levels = model.sample(chance), torch.arange(model.config.levels)
    for values, expected in (found["first"], found["second"]):
        assert torch.equal(values.view(1, 1, 12, 12) / levels[-1], images)
        whiteness = (model.probabilities(images)[0] * levels[:, None, None]).sum(0) / levels[-1]
        assert torch.allclose(expected.view(12, 12), whiteness, atol=1e-4)
        images.view(-1)[again] = 1 - images.view(-1)[again]
        images = model.sample(chance, images, start=again + 1)
