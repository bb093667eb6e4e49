"""Trains and evaluates the published checkpoints.

python -m train list
python -m train NAME [--steps N] [--seed S] [--device D] [--out DIR] [--resume DIR] [--KNOB VALUE ...]
python -m train evaluate NAME [--json] [--save] [--beside SUFFIX=CHECKPOINT ...]
python -m train graphs [NAME ...]
"""

import argparse
import dataclasses
import sys
from pathlib import Path

from genmodels.commands import status
from genmodels.config import allowed, knobs
from genmodels.reasons import UserError
from train.recipe import Recipe, recipe, recipes


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    command = arguments[0] if arguments else "--help"

    def run() -> int:
        if command in ("-h", "--help"):
            print(__doc__)
        elif command == "list":
            _list()
        elif command == "evaluate":
            _evaluate(arguments[1:])
        elif command == "graphs":
            from train import graphs

            graphs.write(arguments[1:])
        else:
            _train(command, arguments[1:])
        return 0

    return status(run)


def _list() -> None:
    for name, found in recipes().items():
        print(f"{name:16} {found.family:8} {found.data:10} {found.steps:>8,} steps of {found.batch_size}")


def _train(name: str, arguments: list[str]) -> None:
    chosen = recipe(name)
    options = _parser(chosen).parse_args(arguments)
    given = {key: value for key, value in vars(options).items() if value is not None}
    turned = {key: given[key] for key in knobs(chosen.config) if key in given}
    changed = {key: given[key] for key in ("steps", "seed", "batch_size", "redrawn") if key in given}
    chosen = dataclasses.replace(chosen, config=chosen.config.replace(**turned), **changed)
    if chosen.steps < 1 or chosen.batch_size < 1:
        raise UserError("--steps and --batch_size must be at least 1")
    from train.run import Run

    out = options.out or options.resume or Path("runs") / name
    command = " ".join(["python -m train", name, *arguments])
    reason = Run(chosen, out, command, options.device, options.resume, turned, frozenset(changed))()
    print(f"{name}: {reason}; the checkpoint is in {out}")


def _parser(chosen: Recipe) -> argparse.ArgumentParser:
    """The options of every run, and one flag for each knob of the recipe's family."""
    parser = argparse.ArgumentParser(prog=f"python -m train {chosen.name}", allow_abbrev=False)
    parser.add_argument("--steps", type=int, help=f"how long to train (default {chosen.steps})")
    parser.add_argument("--seed", type=int, help="what all random numbers start from")
    parser.add_argument("--batch_size", type=int, help=f"pictures per step (default {chosen.batch_size})")
    parser.add_argument("--device", help="cpu, cuda, cuda:1, mps; default: the fastest here")
    parser.add_argument("--out", type=Path, help=f"folder to write (default runs/{chosen.name})")
    parser.add_argument("--resume", type=Path, help="folder of a run to go on with")
    if chosen.redrawn:
        parser.add_argument("--redrawn", type=_switch, help="drawings as a hand would make them (default True)")
    for name, field in knobs(chosen.config).items():
        kind = _switch if field.type is bool else field.type
        told = "; ".join(filter(None, [f"default {getattr(chosen.config, name)}", allowed(field)]))
        parser.add_argument(f"--{name}", type=kind, metavar="VALUE", help=f"{field.metadata['help']} ({told})")
    return parser


def _switch(word: str) -> bool:
    if word.lower() not in ("true", "false", "yes", "no", "1", "0"):
        raise argparse.ArgumentTypeError(f"{word!r} is neither true nor false")
    return word.lower() in ("true", "yes", "1")


def _evaluate(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m train evaluate")
    parser.add_argument("name", help="a checkpoint's name or folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--save", action="store_true", help="write the scores into the checkpoint's card")
    parser.add_argument("--device", help="cpu, cuda, mps; default: the fastest here")
    parser.add_argument(
        "--beside",
        action="append",
        default=[],
        type=_named,
        metavar="SUFFIX=CHECKPOINT",
        help="measure this one in the same run, too (pairs alone); l1_only=runs/mine writes its scores as ssim_l1_only",
    )
    options = parser.parse_args(arguments)
    from train.evaluate import report

    report(options.name, device=options.device, as_json=options.json, save=options.save, beside=dict(options.beside))


def _named(pair: str) -> tuple[str, str]:
    suffix, given, checkpoint = pair.partition("=")
    if not (suffix.isidentifier() and given and checkpoint):
        raise argparse.ArgumentTypeError(f"{pair!r} is not of the form SUFFIX=CHECKPOINT, like l1_only=runs/mine")
    return suffix, checkpoint


if __name__ == "__main__":
    sys.exit(main())
