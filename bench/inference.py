"""How fast a model answers beside ONNX Runtime by itself: python -m bench.inference

Milliseconds of one question on one thread, in turn, medians: by PyTorch, as the app serves it, and by the
model as a user of ONNX Runtime exports it: of PyTorch's own layers, with its weights inside and no more around it than
`session.run`. That needs `pip install -r requirements-dev.txt`. What the app serves does more than the session does: it
looks at the question's shape and says what is wrong with it, and hands PyTorch's tensors on.
"""

import argparse
import io
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import onnxruntime
import torch
from torch import Tensor, nn

from bench.speed import in_turn
from genmodels import checkpoints
from genmodels.blocks.convolutional import plain
from genmodels.runtime import channels_last, describe, flush_denormals
from ui.serving.graphs import hasten


class Asked(nn.Module):
    """A model as one function of tensors."""

    def __init__(self, model: nn.Module, work: Callable[..., Tensor]):
        super().__init__()
        self.model, self.work = model, work

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.work(self.model, *inputs)


@dataclass(frozen=True)
class Question:
    """What is asked of a checkpoint.

    work: (model, *inputs) -> one tensor, by the model's own functions.  bare: the same by its networks alone, which is
    what is exported: PyTorch exports no function that looks at its input's values.
    """

    title: str
    checkpoint: str
    inputs: Callable[[nn.Module], tuple[Tensor, ...]]
    work: Callable[..., Tensor]
    bare: Callable[..., Tensor]


def noise(amount: int) -> Callable[[nn.Module], tuple[Tensor, ...]]:
    return lambda model: (torch.randn(amount, model.config.latents),)


def labelled(model: nn.Module) -> tuple[Tensor, ...]:
    return torch.randn(16, model.config.latents), torch.eye(model.config.classes)[torch.arange(16) % 10]


def picture(model: nn.Module) -> tuple[Tensor, ...]:
    return (torch.rand(1, *model.picture),)


def rebuilt(model: nn.Module, images: Tensor) -> Tensor:
    return model.decode(model.encode(images).mean)


def rebuilt_barely(model: nn.Module, images: Tensor) -> Tensor:
    return model.decoder(model.encoder(images).chunk(2, 1)[0]).sigmoid()


QUESTIONS = (
    Question("VAE, decode", "vae-mnist", noise(1), lambda m, z: m.decode(z), lambda m, z: m.decoder(z).sigmoid()),
    Question("VAE, encode and decode", "vae-mnist", picture, rebuilt, rebuilt_barely),
    Question(
        "CGAN, 16 pictures",
        "cgan-mnist",
        labelled,
        lambda m, *z: m.generate(*z),
        lambda m, *z: m.generator(*z) / 2 + 0.5,
    ),
    Question(
        "DCGAN of faces", "dcgan-celeba", noise(1), lambda m, z: m.generate(z), lambda m, z: m.generator(z) / 2 + 0.5
    ),
    Question(
        "pix2pix, 256x256",
        "pix2pix-shoes",
        picture,
        lambda m, x: m.translate(x),
        lambda m, x: m.generator(x * 2 - 1),
    ),
)


def session(module: nn.Module, inputs: tuple[Tensor, ...]) -> Callable[[], object]:
    """The exported model's `run`, on one thread."""
    buffer = io.BytesIO()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module, inputs, dynamo=True, verbose=False).save(buffer)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    runs = onnxruntime.InferenceSession(buffer.getvalue(), options, providers=["CPUExecutionProvider"])
    given = {put.name: value.numpy() for put, value in zip(runs.get_inputs(), inputs, strict=True)}
    return lambda: runs.run(None, given)


@torch.inference_mode()
def rows(repeats: int, names: Sequence[str] | None = None) -> Iterator[tuple[Question, float, float, float]]:
    """(question, seconds by PyTorch, as served, by ONNX Runtime)."""
    for question in [each for each in QUESTIONS if names is None or each.checkpoint in names]:
        model = channels_last(checkpoints.load(question.checkpoint, "cpu"))
        served = hasten(channels_last(checkpoints.load(question.checkpoint, "cpu")))
        inputs = question.inputs(model)
        with torch.inference_mode(False):
            theirs = session(Asked(plain(checkpoints.load(question.checkpoint, "cpu")), question.bare), inputs)
        yield (
            question,
            *in_turn(
                partial(question.work, model, *inputs),
                partial(question.work, served, *inputs),
                theirs,
                repeats=repeats,
            ),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=100, help="questions that are timed")
    parser.add_argument("--names", nargs="+", help="checkpoints; default: all that a question is for")
    wanted = parser.parse_args()
    flush_denormals()
    torch.set_num_threads(1)
    print(f"{describe(torch.device('cpu'))}\n")
    print("| question | PyTorch, ms | as served, ms | ONNX Runtime, ms | times its time |")
    print("|---|---|---|---|---|")
    for question, *seconds in rows(wanted.repeats, wanted.names):
        times, (_, served, theirs) = " | ".join(f"{1000 * each:.2f}" for each in seconds), seconds
        print(f"| {question.title} | {times} | {served / theirs:.2f} |", flush=True)


if __name__ == "__main__":
    main()
