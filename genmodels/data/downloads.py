"""A file from the network, or soon the reason why not: some firewalls swallow every packet without a word."""

import hashlib
import os
import queue
import threading
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

from tqdm import tqdm

SILENCE = 10.0  # seconds without a byte until an address is given up
PIECE = 2**16  # bytes


def fetch(addresses: Sequence[str], path: Path, md5: str) -> None:
    """Downloads a file from the first address that has it as it should be; asks nobody where it is here already.

    Shows a progress bar on a terminal. Raises OSError, which says of the first address why not.
    """
    if path.exists() and hashlib.md5(path.read_bytes()).hexdigest() == md5:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    troubles = []
    for address in addresses:
        try:
            _download(address, path, md5)
            return
        except OSError as error:
            why = error.reason if isinstance(error, URLError) and error.reason else error
            troubles.append(f"{urlsplit(address).hostname}: {why}")
    raise OSError(troubles[0])


def _download(address: str, path: Path, md5: str) -> None:
    """Replaces the file in one step, once all of it is here."""
    arrived: queue.SimpleQueue = queue.SimpleQueue()
    # in a thread that may be left behind: a name server that does not answer has no timeout to be set
    threading.Thread(target=_read, args=[address, arrived], name="download", daemon=True).start()
    digest, temporary = hashlib.md5(), path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with (
            temporary.open("wb") as file,
            tqdm(desc=path.name, unit="B", unit_scale=True, leave=False, disable=None) as bar,
        ):
            while piece := _next(arrived):
                if isinstance(piece, int):
                    bar.total = piece
                    bar.refresh()
                else:
                    bar.update(file.write(piece))
                    digest.update(piece)
        if digest.hexdigest() != md5:
            raise OSError(f"{path.name} came cut short or altered")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _next(arrived: queue.SimpleQueue) -> bytes | int:
    """The next piece, the length in front of them, or b"" at the end."""
    try:
        piece = arrived.get(timeout=SILENCE)
    except queue.Empty:
        raise TimeoutError(f"no answer within {SILENCE:g} seconds") from None
    if isinstance(piece, OSError):
        raise piece
    if isinstance(piece, Exception):  # HTTP that is none
        raise OSError(f"{type(piece).__name__} {piece}") from piece
    return piece


def _read(address: str, arrived: queue.SimpleQueue) -> None:
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "genmodels"})
        with urllib.request.urlopen(request, timeout=2 * SILENCE) as answer:
            if length := int(answer.headers.get("Content-Length", 0)):
                arrived.put(length)
            while piece := answer.read1(PIECE):  # what is there, however little
                arrived.put(piece)
        arrived.put(b"")
    except Exception as error:
        arrived.put(error)
