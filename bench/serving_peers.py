"""The peers of `bench/serving.py` that are programs of Python: `python serving_peers.py NAME PORT FOLDER`.

`constant` answers every request with the same 4 kB, and shows what uvicorn costs by itself. `starlette` sends the
folder as Starlette does it by itself. Both speak HTTP as `proverka serve` does.
"""

import sys

import uvicorn
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

BYTES = 4096


def main(name: str, port: int, folder: str) -> None:
    """Serve until stopped."""
    app = Response(bytes(BYTES)) if name == "constant" else StaticFiles(directory=folder, html=True)
    uvicorn.run(app, port=port, log_level="warning", access_log=False, lifespan="off", ws="none")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
