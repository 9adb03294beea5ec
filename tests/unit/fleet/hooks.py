"""Works for workers that are lost, raise or wait; a part is the text of what the work needs."""

import os
import signal
import time
from pathlib import Path


def shout(part: bytes) -> bytes:
    """Answer at once."""
    return part.upper()


def die_once(part: bytes) -> bytes:
    """Of parts that name a file: make it and kill the worker, the first time; answer from then on."""
    marker = Path(part.decode())
    if part.startswith(b"/") and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def die(part: bytes) -> bytes:
    """Kill the worker of the part `die`, every time; answer to others."""
    if part == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def fail(part: bytes) -> bytes:
    """Note each try in the file that the part names, and raise."""
    with Path(part.decode()).open("ab") as file:
        file.write(b"tried\n")
    raise ArithmeticError("it does not add up")


def wait_long(part: bytes) -> bytes:
    """Write down who works, in the folder that the part names, and wait."""
    (Path(part.decode()) / f"{os.getpid()}").touch()
    time.sleep(600)
    return part


# What whoever asks may have read before.
READ: list[bytes] = []


def held(part: bytes) -> bytes:
    """Answer with what this process has of what its parent had read."""
    return part + b"".join(READ)
