"""The page's own t-SNE beside openTSNE: from the same beginning, as good a map."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import pairwise_distances

from genmodels import data
from genmodels.models.manifold import affinities, principal_components, tsne

SCRIPT = Path(__file__).parents[1] / "ui" / "tabs" / "maps" / "tsne.js"
BY_SCRIPT = """
import { readFileSync } from "node:fs";
const { createTsne, fromPca, squaredDistances } = await import(process.argv[1]);
const { codes, count, size, perplexity, steps } = JSON.parse(readFileSync(0, "utf-8"));
const run = createTsne(squaredDistances(codes, count, size), count, perplexity, fromPca(codes, count, size));
for (let step = 0; step < steps; step++) run.step();
console.log(JSON.stringify({ places: Array.from(run.places), divergence: run.divergence() }));
"""


def test_the_pages_tsne_is_as_good_as_the_librarys():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    pixels = data.load("digits").images[:120].flatten(1).numpy() / 255
    mean, axes = principal_components(pixels, 20)
    codes = (pixels - mean) @ axes
    told = {"codes": codes.ravel().tolist(), "count": 120, "size": 20, "perplexity": 15, "steps": 450}
    command = [node, "--input-type=module", "-e", BY_SCRIPT, SCRIPT.as_uri()]
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    shares = affinities(torch.tensor(_others(pairwise_distances(codes))), 15.0).numpy()
    both = _all(shares)
    ours = _divergence(both, np.reshape(found["places"], (120, 2)))
    theirs = _divergence(both, tsne(codes, 15.0, 200)[0])
    assert ours == pytest.approx(found["divergence"], rel=1e-3), "its own count of it"
    assert ours < 1.05 * theirs


def _others(square: np.ndarray) -> np.ndarray:
    """(N, N) -> (N, N - 1): each row without its diagonal."""
    return square[~np.eye(len(square), dtype=bool)].reshape(len(square), -1)


def _all(shares: np.ndarray) -> np.ndarray:
    """t-SNE's P, (N, N), of each point's shares of the others."""
    whole = np.zeros((len(shares),) * 2)
    whole[~np.eye(len(shares), dtype=bool)] = shares.ravel()
    return (whole + whole.T) / (2 * len(shares))


def _divergence(shares: np.ndarray, places: np.ndarray) -> float:
    tails = 1 / (1 + pairwise_distances(places) ** 2)
    np.fill_diagonal(tails, 0)
    there = shares > 1e-12
    return float((shares[there] * np.log(shares[there] * tails.sum() / tails[there])).sum())
