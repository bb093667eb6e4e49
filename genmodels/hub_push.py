"""A checkpoint's folder becomes a repository on the Hub."""

import contextlib
from dataclasses import replace
from pathlib import Path

from huggingface_hub import HfApi

from genmodels import cards
from genmodels.cards import Card
from genmodels.hub_errors import hub_error

PUSHED = (cards.CARD, *cards.TENSORS, "README.md", "samples.png")


def push(
    folder: Path, repo_id: str, *, token: str | None = None, private: bool | None = None, new: bool = False
) -> Card:
    """Creates the repository, uploads the folder in one commit, and writes where it went into the folder's card.

    token: whose repository it becomes; by default that of `hf auth login`.  new: leave alone one that is there already,
    and leave none behind where the upload fails, so that it can be tried again under the same name.
    """
    card = cards.read_card(folder)
    if trouble := cards.damage(folder, card):
        raise trouble
    api, begun = HfApi(token=token), False
    try:
        repo_id = api.create_repo(repo_id, private=private, exist_ok=not new).repo_id
        begun = new
        cards.write_card(folder, replace(card, repo_id=repo_id, revision=""))  # no commit can name itself
        commit = api.upload_folder(
            repo_id=repo_id, folder_path=folder, allow_patterns=list(PUSHED), commit_message=f"Push {card.name}"
        )
    except Exception as error:
        cards.write_card(folder, card)
        if begun:
            with contextlib.suppress(Exception):  # what failed is told, and not that tidying up failed as well
                api.delete_repo(repo_id)
        raise hub_error(error, repo_id) from error
    return cards.write_card(folder, replace(card, repo_id=repo_id, revision=commit.oid))
