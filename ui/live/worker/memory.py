"""What a job brings beside its words: memory without a name in any folder, lent to the worker right after the job.

Such memory goes when nobody has it open any more, whatever happens to the app: nothing of a visitor's stays behind.
Where the system has none of that kind (Windows, a Mac), the app holds the bytes and the worker gets a copy of them.
"""

import io
import mmap
import os
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import BinaryIO

import safetensors.torch
import torch

from genmodels.data import ImageSet
from ui.live.worker.job import Job, Opened, Shelf

PIECE = 2**20  # bytes that are sent at once; more than about 32 MB a pipe of Windows does not take


def _nameless() -> bool:
    return hasattr(os, "memfd_create")  # Linux


def anonymous(content: bytes | memoryview) -> BinaryIO:
    """An open file that no folder lists, with this content."""
    if not _nameless():
        return io.BytesIO(content)
    file = os.fdopen(os.memfd_create("brought"), "w+b")
    file.write(content)
    file.flush()
    return file


def again(file: BinaryIO) -> BinaryIO:
    """The same memory once more, which stays when the file is closed."""
    return os.fdopen(os.dup(file.fileno()), "rb") if _nameless() else io.BytesIO(file.getvalue())


def lend(pipe: Connection, file: BinaryIO, process: int | None) -> None:
    """Opens the same memory in the process at the other end of a pipe, by its socket, and waits for nobody.

    Where it is sent as a copy, this waits until the other end has read it.
    """
    if _nameless():
        reduction.send_handle(pipe, file.fileno(), process)
        return
    content = memoryview(file.getvalue())
    pipe.send(len(content))
    for start in range(0, len(content), PIECE):
        pipe.send_bytes(content[start : start + PIECE])


def borrow(pipe: Connection) -> mmap.mmap | bytearray:
    """What the other end has lent; what is written to it here stays here."""
    if not _nameless():
        content, start = bytearray(pipe.recv()), 0
        while start < len(content):
            start += pipe.recv_bytes_into(content, start)
        return content
    handle = reduction.recv_handle(pipe)
    try:
        return mmap.mmap(handle, 0, access=mmap.ACCESS_COPY)
    finally:
        os.close(handle)


def unpack(pipe: Connection, job: Job, shelf: Shelf) -> None:
    """Puts what the job brings where the session looks for it."""
    if job.pictures:
        images = torch.frombuffer(borrow(pipe), dtype=torch.uint8).view(job.pictures.shape)
        own = ImageSet(job.data, images)
        shelf.sets[job.data] = Opened(own, own)
    if job.weights in job.brought:
        shelf.weights = safetensors.torch.load(bytes(borrow(pipe)))
