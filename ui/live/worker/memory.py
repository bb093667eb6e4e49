"""What a job brings beside its words: memory without a name in any folder, lent to the worker right after the job.

Such memory goes when nobody has it open any more, whatever happens to the app: nothing of a visitor's stays behind.
"""

import mmap
import os
import tempfile
from multiprocessing import reduction
from multiprocessing.connection import Connection
from typing import BinaryIO

import safetensors.torch
import torch

from genmodels.data import ImageSet
from ui.live.worker.job import Job, Opened, Shelf


def anonymous(content: bytes | memoryview) -> BinaryIO:
    """An open file that no folder lists, with this content."""
    in_memory = hasattr(os, "memfd_create")  # Linux; elsewhere a file that is unlinked at once
    file = os.fdopen(os.memfd_create("brought"), "w+b") if in_memory else tempfile.TemporaryFile()  # noqa: SIM115
    file.write(content)
    file.flush()
    return file


def lend(pipe: Connection, file: BinaryIO, process: int | None) -> None:
    """Opens the same memory in the process at the other end of a pipe, by its socket; waits for nobody."""
    reduction.send_handle(pipe, file.fileno(), process)


def borrow(pipe: Connection) -> mmap.mmap:
    """What the other end has lent; the memory is shared, what is written to it here stays here."""
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
        shelf.weights = safetensors.torch.load(borrow(pipe)[:])
