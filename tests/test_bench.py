"""The benches are run by hand; here, each is started for a moment, so that none rots. It must end with figures."""

import contextlib
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import create_autospec

import numpy as np
import pytest
from PIL import Image

import bench
from bench import __main__ as table
from bench import crowd, inference, readme_tables, scale, slider, start, training
from bench.playground import CHROMIUM
from genmodels import checkpoints
from train.recipe import recipe

pytest_plugins = ["browser"]

ROOT = Path(__file__).resolve().parent.parent
FIGURES = (ROOT / "bench" / "FIGURES.md").read_text("utf-8")
HELPERS = {"playground", "raster", "tutorial", "viewers"}  # what benches start
ONE_OF_EACH = {recipe(name).family: name for name in checkpoints.names()}.values()
# bench -> its options, {url} being that of an app that runs, and what it prints if it has measured anything
COMMANDS = {
    "crowd": (
        "--url {url} --data digits --seconds 2 --alone 0.3 --drag 1 --draw 1 --pick 1 --watch 1",
        r"drag +1 +[\d.]+ +\d+(.|\n)*errors  0\nrun +[\d.]+ steps/s alone",
    ),
    "cortex": ("--url {url} --seconds 0.1 --every 0.1", r"\| [\d.]+ \| \d+ \| \d+\.\d \| \d+ \|\n"),
    "frames": (
        "--url {url} --tabs particles plan --seconds 2 --warm 0.2",
        r"\| particles \| [1-9]\d* \| [1-9]\d* \| \d+ \|\n\| plan \| [1-9]\d* \| [1-9]\d* \| \d+ \|\n",
    ),
    "hundred": (
        "--device cpu --draws 1",
        r"(\| .+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \|\n){8}(.|\n)*\| \| [+-][\d.]+ \|",
    ),
    "latent_latency": (
        "--url {url} --models vae-mnist-2d --seconds 0.4 --warm 0.3",
        r"(vae-mnist-2d +(slider, keys|slider, drag|map, drag|pad, draw) +[\d.]+ .*\n){4}",
    ),
    "live_page": (
        "--url {url} --data digits --seeds 0 --seconds 3 --reading 2",
        r"\| first, s \| steps/s \| grids/s \|\n.*\n\| 0 \| not reached \|",
    ),
    "live_recipe": (
        "--candidates dcgan --data digits --seeds 0 --marks 0.1 --measured 0.3",
        r"\| dcgan \| [\d.]+ \| 0 \| not reached \| 0\.\d+, \d+ \|",
    ),
    "live_speed": (
        "--url {url} --data digits --rounds 1 --seconds 1 --viewers 1 --reading 0",
        r'"1 viewers": \{\n +"steps/s": [\d.]+,(.|\n)*"pause, s": [\d.]+\n\}',
    ),
    "map_placing": ("--pictures 3", r"(\| `maps-\w+` \| [\d,]+ \| [\d.]+ \| [\d.]+ \| -?[\d.]+ \|\n)+"),
    "memory": ("--names vae-mnist-2d cgan-mnist", r"2 of 2 models loaded: [\d.]+ GB"),
    "modes": ("--seeds 1 --steps 50", r"collapse 0: \d up to 600: at most \d, .*\ncure 0: (.|\n)*WGAN-GP 0: \d+ up to"),
    "partners": ("--device cpu --steps 1", r"(\| .+ \| \d+%, \d+% \| \d+%, \d+% \|\n){4}"),
    "pen": ("--url {url} --seconds 0.4 --warm 0.2", r"(\| (autoencoders|maps|priors) \| \d+ \| \d+ \|\n){3}"),
    "profile": (
        "--url {url} --repeats 1 --steps 1",
        r"(\| .+ \| ([\d.]+ \| ){3}[\d.]+ \|\n){5}(.|\n)*(\| .+ pictures \| ([\d.]+ \| ){4}[\d.]+ \|\n){5}",
    ),
    "pretraining": (
        "--device cpu --data digits --labels 20 --draws 2 --steps 3 --layer_steps 2 --width 8",
        r"\| 20 \| [\d.]+ ± [\d.]+ \| [\d.]+ ± [\d.]+ \|",
    ),
    "sketch_latency": (
        "--url {url} --seconds 0.4 --warm 0.2 --people 1",
        r"(pix2pix-emoji +(0|80) +\d+ (.|\n)*){2}packed as png(.|\n)*1 people at once(.|\n)* 0 errors",
    ),
    "inference": ("--repeats 1 --names cgan-mnist", r"\| CGAN.+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \|\n"),
    "scale": (
        "--url {url} --visitors 1 --viewers 1 --processes 1 --names --seconds 2 --alone 0.3 --data digits",
        r"1 visitors, 1 process: \{'p50': [\d.]+.*\n1 viewers: \{'share': [\d.]+, 'frames': [\d.]+\}",
    ),
    "slider": (
        "--url {url} --model vae-mnist-2d --rounds 1 --presses 2 --seconds 0.3",
        r"\| here \| \d+ \| \d+ \|\n\| `gr.Slider` to `gr.Image` \| \d+ \| \d+ \|\n",
    ),
    "start": ("--rounds 1 --apps theirs", r"\| a demo with one slider \| [\d.]+ \| [\d.]+ \|\n"),
    "training": ("--device cpu --steps 1 --batch 4", r"(\| .+ \| \d+ \| ([\d.]+ \| ){4}[\d.]+ \|\n){5}"),
    "speed": (
        "--device cpu --pictures 1 --steps 1 --names " + " ".join(ONE_OF_EACH),
        rf"(\| `[\w-]+` \| [\d.]+ \| [\d.]+ \| [\d.]+ \| ([\d.]+|solved) \| ([\d,]+|-) \|\n){{{len(ONE_OF_EACH)}}}",
    ),
    "writing": ("--pictures 1 --names pixelcnn-mnist", r"\| `pixelcnn-mnist` \| [\d,]+ \| [\d,]+ \| [\d,]+ \|\n"),
}


# what takes longer to start than to run: PyTorch is here already
HERE = {"inference", "live_recipe", "map_placing", "memory", "modes", "pretraining", "profile", "speed", "training"}
HERE |= {"hundred", "partners", "slider", "start", "writing"}
AFTER = {"cortex", "scale"}  # the others' runs


@pytest.mark.browser
@pytest.mark.timeout(600)  # three minutes on a slow machine, where it waits for conditions as long as it takes
def test_every_bench_runs(playground, tmp_path, monkeypatch, capsys):
    """All at once, as most of what they do is wait; the figures are of no use so."""
    if CHROMIUM["executable_path"] is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium-headless-shell brings one")
    modules = {entry.name for entry in pkgutil.iter_modules(bench.__path__)}
    assert modules == set(COMMANDS) | HELPERS | {"__main__", "readme_tables"}
    started, printed, ends, environment = {}, {}, {}, leanly(tmp_path)
    monkeypatch.setitem(CHROMIUM, "executable_path", shutil.which("chromium", path=environment["PATH"]))
    for name in COMMANDS.keys() - HERE - AFTER:
        with (tmp_path / name).open("w") as output:
            command = [sys.executable, "-m", f"bench.{name}", *options(name, playground.url)]
            started[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
    try:
        for name in sorted(HERE):
            with monkeypatch.context() as patch:
                if name in OWN_DATA:
                    patch.setenv("GENMODELS_DATA", str(OWN_DATA[name](tmp_path)))
                ends[name], printed[name] = here(name, playground.url, patch, capsys)
        for name, process in started.items():
            ends[name] = process.wait(240)
            printed[name] = (tmp_path / name).read_text("utf-8")
        for name in sorted(AFTER):
            ends[name], printed[name] = here(name, playground.url, monkeypatch, capsys)
    finally:
        for process in started.values():
            process.kill()
            process.wait()
    for name, (_, expected) in COMMANDS.items():
        found = re.search(expected, printed[name])
        assert ends[name] == 0 and found, f"bench.{name} ended with {ends[name]}:\n{printed[name]}"


def here(name: str, url: str, monkeypatch, capsys) -> tuple[object, str]:
    """A bench in this process: how it ends, and what it prints. In a thread: in this one, Playwright's loop may run."""
    monkeypatch.setattr(sys, "argv", [name, *options(name, url)])
    try:
        with ThreadPoolExecutor(1) as alone:
            end = alone.submit(importlib.import_module(f"bench.{name}").main).result() or 0
    except SystemExit as error:
        end = error.code or 0
    return end, capsys.readouterr().out


def emojis(folder: Path) -> Path:
    """A data root with a few emojis in two styles."""
    pictures = {style: np.random.randint(0, 256, (12, 64, 64, 3), np.uint8) for style in ("openmoji", "noto")}
    np.savez(folder / "emoji_styles_64.npz", split=np.array(["train"] * 8 + ["test"] * 4), **pictures)
    return folder


def clothes(folder: Path) -> Path:
    """A data root with a few clothes of each class, as torchvision would have them."""
    raw = folder / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for part, count in (("train", 200), ("t10k", 40)):
        pictures = np.random.randint(0, 256, (count, 28, 28), np.uint8)
        for kind, values, magic in (("images-idx3", pictures, 2051), ("labels-idx1", np.arange(count) % 10, 2049)):
            head = np.array([magic, *values.shape], ">i4").tobytes()
            (raw / f"{part}-{kind}-ubyte").write_bytes(head + values.astype(np.uint8).tobytes())
    return folder


OWN_DATA = {"hundred": clothes, "partners": emojis}


def leanly(folder) -> dict[str, str]:
    """An environment in which a bench drives the headless shell: no figure is wanted, and it takes half of the time."""
    shell = shutil.which("chromium-headless-shell")
    if shell is None:
        return dict(os.environ)
    (folder / "bin").mkdir()
    (folder / "bin" / "chromium").symlink_to(shell)
    return os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def options(name: str, url: str) -> list[str]:
    return COMMANDS[name][0].format(url=url).split()


def test_one_command_makes_one_table_of_all_and_writes_it_where_it_stands(tmp_path, monkeypatch, capsys):
    row = ("what", "1 ms", "another 2 ms", "2.00")
    monkeypatch.setattr(table, "PARTS", dict.fromkeys(table.PARTS, lambda quick: iter([row])))
    copy = tmp_path / "FIGURES.md"
    copy.write_text("# Figures\n\n<!-- table -->\nold\n<!-- /table -->\n\nmore\n", "utf-8")
    monkeypatch.setattr(table, "FIGURES", copy)
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--write"])
    table.main()
    text = copy.read_text("utf-8")
    assert text.count("| what | 1 ms | another 2 ms | 2.00 |") == len(table.PARTS) and "old" not in text
    assert text.startswith("# Figures") and text.endswith("more\n") and table.HEAD in text
    assert "| what |" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="no place for the table"):
        table.written("# Figures", "")
    assert table.written(FIGURES, "new").count("new") - FIGURES.count("new") >= 1, "the page has its place"


def test_each_row_of_the_table_says_what_its_bench_found(monkeypatch):
    question, pair = inference.QUESTIONS[0], training.PAIRS[0]
    app = contextlib.nullcontext(("http://localhost/", SimpleNamespace(pid=1)))
    for module, name, found in (
        (inference, "rows", [(question, 0.003, 0.001, 0.002)]),
        (training, "rows", [(pair, 0.2, 0.15, 0.1)]),
        (slider, "measured", {"ours": (20.0, 60.0), "theirs": (100.0, 6.0)}),
        (start, "measured", {"ours": (4.0, 5.0), "theirs": (2.0, 5.0)}),
    ):
        monkeypatch.setattr(module, name, create_autospec(getattr(module, name), return_value=found))
    monkeypatch.setattr(table, "there", create_autospec(table.there, side_effect=lambda: app))

    def told(url: str, process: int | None, wanted: SimpleNamespace) -> dict[str, float]:
        return {"p50": 0.2, "p95": {"server": 0.5, "page": 0.25}[wanted.by], "answers": 80.0, "run": 0.6}

    monkeypatch.setattr(crowd, "measured", create_autospec(crowd.measured, side_effect=told))
    rows = {row[0].split(" (")[0]: row[1:] for part in table.PARTS.values() for row in part(False)}
    assert rows["VAE, decode"] == ("1.00 ms", "ONNX Runtime alone 2.00 ms", "2.00")
    assert rows["VAE, training, a step of 128"] == ("100.0 ms", "a tutorial's loop 200.0 ms", "2.00")
    assert rows["slider, a key to its picture"][2] == "5.00" and rows["slider dragged"][2] == "10.00"
    assert rows["start, first page"][2] == "0.50" and rows["start, first picture of the first page"][2] == "1.00"
    assert rows["a hundred people, p95"] == ("0.50 s", "goal 0.25 s", "0.50")
    assert rows["a hundred people, the watched run"] == ("60% of its speed", "goal 80% of its speed", "0.75")
    assert rows["a hundred whose pages decode, p95"] == ("0.25 s", "goal 0.25 s", "1.00")


def test_curves_are_drawn_of_what_was_measured(tmp_path):
    waits = {1: {"p50": 0.02, "p95": 0.03, "answers": 50.0}, 100: {"p50": 0.3, "p95": 0.5, "answers": 80.0}}
    watched = {0: {"share": 1.0, "frames": 0.0}, 100: {"share": 0.9, "frames": 5.7}}
    scale.draw(str(tmp_path / "scale.png"), {1: waits, 2: waits}, watched, [(0, 0.4), (2, 0.5)])
    with Image.open(tmp_path / "scale.png") as drawn:
        assert drawn.width > 1500 and len(drawn.convert("L").getcolors()) > 50


def test_the_tables_are_written_where_they_stand(tmp_path, monkeypatch):
    copy = tmp_path / "README.md"
    text = readme_tables.README.read_text("utf-8")
    copy.write_text(re.sub(r"(<!-- families -->\n).*?(<!-- /families -->)", r"\1gone\n\2", text, flags=re.DOTALL))
    monkeypatch.setattr(readme_tables, "README", copy)
    readme_tables.main()
    assert copy.read_text("utf-8") == text
