"""ONNX Runtime's graphs: PyTorch's pictures, of today's weights, and PyTorch itself wherever a graph does not fit."""

import inspect
import json
import shutil
from types import SimpleNamespace

import onnx
import onnxruntime
import pytest
import torch
from families import small_learner

from genmodels import checkpoints
from genmodels.blocks.unet import SIZE, UNet
from genmodels.checkpoints import BUNDLED, read_card
from genmodels.reasons import UserError
from genmodels.runtime import channels_last
from train import graphs
from train.__main__ import main
from ui.serving.graphs import Hastened, hasten

NAMES = [name for name in checkpoints.names() if read_card(BUNDLED / name).family in graphs.FAMILIES]


def hastened(model) -> set[str]:
    """What of the model a graph computes: parts, and what is made as a whole."""
    works = {"made": getattr(model, "made", None)} | {name: part.forward for name, part in model.named_children()}
    return {name for name, work in works.items() if isinstance(work, Hastened)}


@pytest.fixture
def counted(monkeypatch):
    """How often a graph computed."""
    times, run = SimpleNamespace(runs=0), onnxruntime.InferenceSession.run

    def noted(self, *given):
        times.runs += 1
        return run(self, *given)

    monkeypatch.setattr(onnxruntime.InferenceSession, "run", noted)
    return times


def answers(model, count: int) -> list[torch.Tensor]:
    """What a page asks of it, of so many inputs; of a posterior its mean."""
    found = []
    for work, inputs, options in graphs.asked(model):
        many = [value.repeat(count, *[1] * (value.ndim - 1))[:count] for value in (*inputs, *options.values())]
        answer = getattr(model, work)(*many[: len(inputs)], **dict(zip(options, many[len(inputs) :], strict=True)))
        found += [answer] if isinstance(answer, torch.Tensor) else list(answer)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_bundled_model_answers_by_its_graphs_as_by_pytorch(name, counted):
    model = channels_last(checkpoints.load(name, "cpu"))
    calls: list[str] = []
    with torch.inference_mode():
        for count in (1, 3):
            torch.manual_seed(count)
            hooks = [
                part.register_forward_hook(lambda *_, child=child: calls.append(child))
                for child, part in model.named_children()
            ]
            plain = answers(model, count)
            for hook in hooks:
                hook.remove()
            expected = len(calls)
            calls.clear()
            counted.runs = 0
            model = hasten(model)
            files = {file.stem.partition("-")[0] for file in model.folder.glob("*.onnx")}
            assert hastened(model) == files, "none is left aside"
            torch.manual_seed(count)
            for quick, slow in zip(answers(model, count), plain, strict=True):
                torch.testing.assert_close(quick, slow, atol=1e-4, rtol=1e-4)
            assert counted.runs == expected > 0, "each of them by a graph"
            for work in ("made", "decode", "generate", "settled"):
                vars(model).pop(work, None)
            for part in model.children():
                vars(part).pop("forward", None)


def test_a_graph_has_no_weights_of_its_own(tmp_path, counted):
    model = checkpoints.load("vae-mnist-2d", "cpu")
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(1.1)
    z = torch.randn(2, 2)
    with torch.inference_mode():
        plain = model.decode(z)
        torch.testing.assert_close(hasten(model).decode(z), plain, atol=1e-4, rtol=1e-4)
    assert counted.runs == 1


def looks_up(file) -> bool:
    """Whether the graph asks for the first length of a tensor."""
    shapes = [node for node in onnx.load(file, load_external_data=False).graph.node if node.op_type == "Shape"]
    return any(each.name == "start" and each.i == 0 for node in shapes for each in node.attribute)


# those of cyclegan-emoji enlarge their picture by a grid for each, and know of no other way
@pytest.mark.parametrize("name", [name for name in NAMES if name != "cyclegan-emoji"])
def test_no_graph_looks_up_how_many_inputs_there_are(name):
    files = list((BUNDLED / name).glob("*.onnx"))
    assert files and not any(map(looks_up, files))


def test_the_runtime_adds_a_skip_inside_a_convolution(tmp_path, monkeypatch):
    class Kept(onnxruntime.SessionOptions):
        def __init__(self):
            super().__init__()
            self.optimized_model_filepath = str(tmp_path / "optimized.onnx")

    monkeypatch.setattr(onnxruntime, "SessionOptions", Kept)
    assert hastened(hasten(channels_last(checkpoints.load("pix2pix-shoes", "cpu")))) == {"made"}
    kinds = {node.op_type for node in onnx.load(tmp_path / "optimized.onnx", load_external_data=False).graph.node}
    assert "Conv" in kinds and "Add" not in kinds


def test_a_hastened_model_says_what_is_wrong_with_its_input(counted):
    model = hasten(checkpoints.load("cvae-mnist", "cpu"))
    z, label, image = torch.zeros(2, model.config.latents), torch.eye(10)[:2], torch.zeros(2, 1, 28, 28)
    points = z[:, 1:], z.double(), z[0], torch.tensor(1.0), z.to("meta"), z.tolist()
    asked = [(model.decode, given, label) for given in points]
    asked += [(model.decode, z, label[:1]), (model.decode, z, label.long())]
    pictures = image[:, :, 1:], image.double(), image[0], image + 2, image * torch.nan, image.to("meta")
    asked += [(model.encode, given, label) for given in pictures]
    for work, *given in asked:
        with torch.inference_mode(), pytest.raises(UserError, match=r"must be|are on meta"):
            work(*given)
    assert not counted.runs


def test_a_skip_carries_what_the_next_level_reads_and_paints_the_same():
    painter = UNet(4).eval()
    lines = torch.rand(1, 3, SIZE, SIZE) * 2 - 1
    with torch.inference_mode():
        shared = painter(lines)
        for layer in painter.modules():
            if isinstance(layer, torch.nn.LeakyReLU):
                layer.inplace = False
        torch.testing.assert_close(painter(lines), shared, atol=0, rtol=0)


def test_pytorch_computes_what_no_graph_is_for(counted):
    model = hasten(checkpoints.load("vae-mnist-2d", "cpu"))
    z = torch.zeros(1, 2, requires_grad=True)
    assert torch.autograd.grad(model.decode(z).sum(), z)[0].abs().sum() > 0
    painter = hasten(checkpoints.load("pix2pix-shoes", "cpu"))
    lines = torch.rand(1, 3, 256, 256)
    assert not counted.runs
    with torch.inference_mode():
        usual = painter.translate(lines, False, [True] * 7)
        assert counted.runs == 1
        noisy = painter.translate(lines, True)
        without = painter.translate(lines, keep=[False] + [True] * 6)
        assert not torch.allclose(usual, noisy, atol=1e-3) and not torch.allclose(usual, without, atol=1e-3)
        assert model.decode(torch.zeros(0, 2)).shape == (0, 1, 28, 28)
    assert counted.runs == 1


@pytest.mark.parametrize("kind", ["another configuration", "no graph", "another part"])
def test_a_graph_that_does_not_belong_to_the_model_is_left_alone(kind, tmp_path, counted):
    model = checkpoints.load("vae-mnist-2d", "cpu")
    shutil.copytree(model.folder, tmp_path, dirs_exist_ok=True)
    model.folder, file = tmp_path, tmp_path / "made.onnx"
    if kind == "no graph":
        file.write_bytes(b"not a graph")
    elif kind == "another part":
        file.write_bytes((tmp_path / "encoder.onnx").read_bytes())
    else:
        found = onnx.load(file, load_external_data=False)
        found.metadata_props[0].value = json.dumps(model.config.to_dict() | {"decoder": "gaussian"})
        file.write_bytes(found.SerializeToString())
    for other in ("encoder.onnx", "decoder.onnx"):
        (tmp_path / other).unlink()
    z = torch.randn(2, 2)
    with torch.inference_mode():
        plain = model.decode(z)
        assert torch.equal(hasten(model).decode(z), plain)
    assert not counted.runs


def test_without_the_exporter_the_command_says_what_it_needs(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["graphs", "vae-mnist"]) != 0
    assert "requirements-dev.txt" in capsys.readouterr().err


def test_the_command_writes_a_graph_of_whatever_it_is_told(tmp_path, monkeypatch, capsys):
    learner = small_learner("cgan")
    model = learner.model.eval()
    model.card, model.folder = SimpleNamespace(), tmp_path
    monkeypatch.setattr(graphs, "BUNDLED", tmp_path.parent)
    monkeypatch.setattr(checkpoints, "load", lambda name, device: model)
    (tmp_path / "old.onnx").write_bytes(b"")
    assert main(["graphs", tmp_path.name]) == 0
    assert [path.name for path in tmp_path.glob("*.onnx")] == ["made.onnx"]
    assert "made.onnx" in capsys.readouterr().out
    assert not looks_up(tmp_path / "made.onnx")
    z, label = torch.randn(3, 8), torch.eye(10)[:3]
    with torch.inference_mode():
        plain = model.generate(z, label)
        torch.testing.assert_close(hasten(model).generate(z, label), plain, atol=1e-5, rtol=1e-4)
    assert hastened(model)


def test_labels_that_are_not_as_many_as_the_latents_reach_no_graph(counted):
    model = hasten(checkpoints.load("cgan-mnist", "cpu"))
    assert list(inspect.signature(model.generate).parameters) == ["latents", "condition"]
    z, label = torch.zeros(3, model.config.latents), torch.eye(10)[:2]
    with torch.inference_mode(), pytest.raises(UserError, match="must be"):
        model.generate(z, label)
    with torch.no_grad():  # which forbids no numbers that want a gradient
        assert model.generate(z[:2].requires_grad_(), label).shape == (2, 1, 28, 28)
    assert not counted.runs
