"""Checkpoints on the command line.

python -m genmodels.checkpoints list                             what there is, and where its weights are
python -m genmodels.checkpoints verify                           compares every bundled file with its card
python -m genmodels.checkpoints pull [NAME ...]                  fetches for later use without a network; all, or these
python -m genmodels.checkpoints push NAME --repo OWNER/NAME      uploads a checkpoint or a folder that training wrote
python -m genmodels.checkpoints card NAME                        all that is known of a checkpoint
"""

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from genmodels import cards, checkpoints, commands, hub_cache, hub_push


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m genmodels.checkpoints", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    kinds = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    kinds.add_parser("list").set_defaults(run=_list)
    kinds.add_parser("verify").set_defaults(run=_verify)
    pull = kinds.add_parser("pull")
    pull.add_argument("names", nargs="*", metavar="NAME", help="a published name or OWNER/NAME[@REVISION]")
    pull.set_defaults(run=_pull)
    push = kinds.add_parser("push")
    push.add_argument("name", metavar="NAME", help="a published name, or the folder that training wrote")
    push.add_argument("--repo", required=True, metavar="OWNER/NAME", help="made if it is not there yet")
    push.add_argument("--private", action="store_true", default=None, help="if it is made, for your eyes only")
    push.set_defaults(run=_push)
    card = kinds.add_parser("card")
    card.add_argument("name", metavar="NAME")
    card.set_defaults(run=_card)
    options = parser.parse_args(arguments)
    return commands.status(lambda: options.run(options))


def _list(_: argparse.Namespace) -> int:
    for name in checkpoints.published():
        card = checkpoints.read_card(checkpoints.BUNDLED / name)
        size = sum(facts["size"] for facts in card.files.values())
        print(f"{name:20} {card.family:8} {card.data:14} {size / 1e6:6.1f} MB  {_state(name, card)}")
    return 0


def _state(name: str, card: cards.Card) -> str:
    if (checkpoints.BUNDLED / name / cards.WEIGHTS).exists():
        return "bundled"
    if not card.revision:
        return "no weights, and no revision in the card to fetch them from"
    return f"{'cached' if hub_cache.is_cached(card) else 'on the Hub'}, {card.repo_id}@{card.revision[:7]}"


def _verify(_: argparse.Namespace) -> int:
    """The exit status is 1 if any bundled file is not what its card says."""
    troubles = 0
    for name in checkpoints.names():
        folder = checkpoints.BUNDLED / name
        trouble = cards.damage(folder, checkpoints.read_card(folder))
        troubles += bool(trouble)
        print(f"{name:20} {trouble or 'intact'}")
    return 1 if troubles else 0


def _pull(options: argparse.Namespace) -> int:
    for name in options.names or checkpoints.published():
        found = checkpoints.locate(name)
        print(f"{name:20} {found.source}{': ' if found.reason else ''}{found.reason}")
    return 0


def _push(options: argparse.Namespace) -> int:
    folder = checkpoints.BUNDLED / options.name if options.name in checkpoints.published() else Path(options.name)
    card = hub_push.push(folder, options.repo, private=options.private)
    print(f"{card.name} is {card.repo_id}@{card.revision}; its card says so now")
    return 0


def _card(options: argparse.Namespace) -> int:
    found = checkpoints.locate(options.name)
    print(json.dumps({"source": found.source, **dataclasses.asdict(found.card)}, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
