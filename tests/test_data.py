"""Data sets: read from a root that the tests write, and what is said when something is missing or broken."""

import gzip
import hashlib
import http.server
import io
import socket
import subprocess
import sys
import threading
import time
import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from genmodels import data
from genmodels.reasons import UserError


@pytest.fixture
def root(monkeypatch, tmp_path):
    monkeypatch.setenv("GENMODELS_DATA", str(tmp_path))
    return tmp_path


def write_mnist(root, amount=12, folder="MNIST"):
    """The idx files of a data set with `amount` pictures, the n-th of them n everywhere."""
    raw = root / folder / "raw"
    raw.mkdir(parents=True)
    for part in ("train", "t10k"):
        images = np.repeat(np.arange(amount, dtype=np.uint8), 28 * 28)
        header = b"".join(number.to_bytes(4, "big") for number in (0x803, amount, 28, 28))
        (raw / f"{part}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = b"".join(number.to_bytes(4, "big") for number in (0x801, amount))
        (raw / f"{part}-labels-idx1-ubyte").write_bytes(header + bytes(range(amount)))


def encoded(picture: np.ndarray, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "folder"), [("mnist", "MNIST"), ("fashion", "FashionMNIST")])
def test_idx_files_are_read_as_they_are(root, name, folder):
    write_mnist(root, folder=folder)
    found = data.load(name, "test")
    assert found.images.shape == (12, 1, 28, 28) and found.images.dtype == torch.uint8
    assert found.images[:, 0, 3, 4].tolist() == list(range(12)) == found.labels.tolist()


def test_a_file_cut_short_is_named(root):
    write_mnist(root)
    path = root / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(UserError, match=r"MNIST.* is damaged .*delete that folder"):
        data.load("mnist", "test")


@pytest.fixture
def mirror(root, monkeypatch):
    """`mirror(port)`: torchvision's MNIST is to be had there alone."""
    from genmodels.data import handwritten

    handwritten.import_torchvision()
    from torchvision import datasets

    def at(port: int, resources: list | None = None) -> None:
        monkeypatch.setattr(datasets.MNIST, "mirrors", [f"http://127.0.0.1:{port}/"] * 2)
        monkeypatch.setattr(datasets.MNIST, "resources", resources or datasets.MNIST.resources)

    return at


def test_missing_data_without_a_network_say_what_to_put_where(mirror):
    mirror(9)
    with pytest.raises(UserError, match=r"\(127\.0\.0\.1: .+refused\); .* set GENMODELS_DATA to the folder"):
        data.load("mnist")


def test_a_firewall_that_swallows_packets_ends_in_the_sentence_of_missing_data(mirror, monkeypatch, tmp_path, capsys):
    from genmodels.data import downloads
    from train.__main__ import main

    assert 2 * downloads.SILENCE <= 25, "two mirrors of the first file, and the imports before: 30 seconds"
    monkeypatch.setattr(downloads, "SILENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes every call and never says a word
        mirror(deaf.getsockname()[1])
        begun = time.monotonic()
        assert main(["vae-mnist", "--device", "cpu", "--out", str(tmp_path / "out")]) == 2
        assert time.monotonic() - begun < 60
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert "MNIST is not in" in told and "127.0.0.1: no answer within 0.3 seconds" in told


def test_a_name_server_that_never_answers_is_given_up_as_well(mirror, monkeypatch):
    from genmodels.data import downloads

    never = threading.Event()
    monkeypatch.setattr(downloads, "SILENCE", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait())
    mirror(9)
    try:
        with pytest.raises(UserError, match="no answer within"):
            data.load("mnist")
    finally:
        never.set()


@pytest.mark.parametrize("cut", [False, True])
def test_what_is_missing_is_downloaded_whole_or_not_at_all(root, mirror, cut):
    write_mnist(root)
    raw, archives = root / "MNIST" / "raw", {}
    for path in list(raw.iterdir()):
        archives[f"{path.name}.gz"] = gzip.compress(path.read_bytes())
        path.unlink()

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = archives[self.path.lstrip("/")]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) - 5 * cut])

        def log_message(self, *_) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mirror(server.server_port, [(name, hashlib.md5(body).hexdigest()) for name, body in archives.items()])
        try:
            if cut:
                with pytest.raises(UserError, match="came cut short or altered"):
                    data.load("mnist")
                assert not list(raw.iterdir())
            else:
                assert len(data.load("mnist")) == len(data.load("mnist", "test")) == 12
        finally:
            server.shutdown()


def test_scikit_learns_digits_need_nothing():
    train, test = data.load("digits"), data.load("digits", "test")
    assert len(train) + len(test) == 1797
    assert train.images.shape[1:] == (1, 28, 28) and train.images.max() > 200
    assert train.images[:, :, :4].max() == 0, "MNIST's margin is empty, this one must be too"
    assert set(test.labels.tolist()) == set(range(10))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_pairs_keep_picture_left_and_drawing_right(root, kind):
    with zipfile.ZipFile(root / "facades.zip", "w") as archive:
        for number in range(20):
            pair = np.zeros((256, 512, 3), np.uint8)
            pair[:, :256, 0], pair[:, 256:, 1] = number, 100 + number
            archive.writestr(f"{number:03}.{kind.lower()}", encoded(pair, kind))
    train, test = data.load("facades"), data.load("facades", "test")
    assert (len(train), len(test)) == (18, 2)
    assert train.images.shape == train.sketches.shape == (18, 3, 256, 256)
    assert (train.images[:, 0, 5, 5] + 100).tolist() == train.sketches[:, 1, 5, 5].tolist()
    assert not set(train.images[:, 0, 0, 0].tolist()) & set(test.images[:, 0, 0, 0].tolist())


def test_only_core_pairs_are_read_where_the_archive_has_a_table(root):
    with zipfile.ZipFile(root / "openmoji.zip", "w") as archive:
        for number in range(10):
            archive.writestr(f"{number}.png", encoded(np.full((256, 512, 3), number, np.uint8)))
    rows = "".join(f"{number}.png,{number % 2}\n" for number in range(10))
    (root / "openmoji.csv").write_text("file,core\n" + rows)
    both = torch.cat([data.load("openmoji", split).images for split in ("train", "test")])
    assert sorted(both[:, 0, 0, 0].tolist()) == [1, 3, 5, 7, 9]


def test_an_archive_cut_short_or_missing_is_one_clear_sentence(root):
    with pytest.raises(UserError, match=r"facades\.zip is missing .* picture in the left half"):
        data.load("facades")
    (root / "facades.zip").write_bytes(b"PK\x03\x04 and then the download stopped")
    with pytest.raises(UserError, match=r"facades\.zip is cut short or damaged"):
        data.load("facades")


def test_celeba_faces_come_with_their_two_attributes(root):
    folder = root / "celeba"
    folder.mkdir()
    with zipfile.ZipFile(folder / "images_89x109.zip", "w") as archive:
        for number in range(1, 11):
            archive.writestr(f"{number:06}.jpg", encoded(np.full((109, 89, 3), 20 * number, np.uint8), "JPEG"))
    names = "Bald Male Smiling"
    rows = "".join(f"{number:06}.jpg -1 {1 if number % 2 else -1} 1\n" for number in range(1, 11))
    (folder / "list_attr_celeba.txt").write_text(f"10\n{names}\n{rows}")
    train, test = data.load("celeba"), data.load("celeba", "test")
    assert (len(train), len(test)) == (9, 1) and train.images.shape[1:] == (3, 64, 64)
    assert train.labels.tolist() == [[number % 2, 1] for number in range(1, 10)]
    assert abs(int(train.images[4].float().mean()) - 100) < 3, "pictures and rows do not belong together"


def test_unknown_names_list_the_known_ones():
    with pytest.raises(UserError, match="no data set 'mnits'; there are mnist, fashion"):
        data.load("mnits")
    with pytest.raises(UserError, match="train or test, not 'validation'"):
        data.load("digits", "validation")


def test_importing_the_package_reads_makes_and_chooses_nothing(tmp_path):
    """In a fresh process with an empty home: no torchvision, no folder, no gradio, for every module of genmodels."""
    code = (
        "import importlib, pkgutil, sys, genmodels\n"
        "for m in pkgutil.walk_packages(genmodels.__path__, 'genmodels.'): importlib.import_module(m.name)\n"
        "bad = {'torchvision', 'gradio', 'matplotlib', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(f'imported {bad}' if bad else 0)"
    )
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert not list(tmp_path.iterdir()), "importing made a folder"
