"""The interpreter of the peers: an environment of their own, beside the results, from `requirements/peers.lock`."""

import subprocess
import sys
import venv
from pathlib import Path

from table import OUT

LOCK = Path("requirements/peers.lock")


def interpreter() -> Path | None:
    """Return the Python that the peers run in, made where there is none; None where they cannot be installed."""
    environment = OUT / "peers"
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
    asked = ["-qq", "--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(LOCK)]
    done = subprocess.run([python, "-m", "pip", "install", *asked], check=False)
    if done.returncode != 0:
        print(f"not installed, and so not compared with: what {LOCK} names")
        return None
    return python
