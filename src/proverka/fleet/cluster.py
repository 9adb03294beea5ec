"""Parts run as Ray tasks: on a cluster that is there, or on one that this process starts and stops."""

import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import ModuleType

from proverka.book.ledger import MEMORY_BYTES
from proverka.fleet.executor import LOSSES_MAX, Executor, Progress, Work, lost_worker
from proverka.model.errors import Refusal, RefusedError

LOCAL = "local"

# A machine on the other side of the world answers within one second.
REACH_SECONDS = 10.0


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Yield what runs parts on the Ray cluster at `address`, or for LOCAL on one of this machine alone.

    Raises RefusedError: not-installed where Ray is not, unreachable where no such cluster answers.
    """
    try:
        # Ray counts who uses it, and tells its makers; a record is nobody's business.
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        import ray  # noqa: PLC0415 - an extra, which takes a second to import
    except ImportError as error:
        raise RefusedError(
            Refusal.NOT_INSTALLED,
            where="--cluster",
            expected="Ray, the extra `cluster` of proverka",
            got="no Ray in this environment",
            remedy="install it (pip install 'proverka[cluster]'), or use --workers, which needs nothing more",
        ) from error
    with _scratch() if address == LOCAL else nullcontext():
        try:
            _reach(address)
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", **_OPTIONS.get(address, {}))
        except (OSError, ValueError, RuntimeError) as error:
            raise RefusedError(
                Refusal.UNREACHABLE,
                where=f"--cluster {address}",
                expected="a Ray cluster of the same versions of Ray and Python, and its token on this machine",
                got=str(error).split("\n", 1)[0],
                remedy="start one (ray start --head), name its address, or use --cluster local",
            ) from error
        try:
            yield _Cluster(ray)
        finally:
            ray.shutdown()


def _reach(address: str) -> None:
    """Raise OSError where nothing listens at a host and port: Ray itself would look for five minutes."""
    host, _, port = address.rpartition("//")[2].rpartition(":")
    if port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH_SECONDS).close()


_OPTIONS: Mapping[str, Mapping[str, object]] = {LOCAL: {"include_dashboard": False}}


@contextmanager
def _scratch() -> Iterator[None]:
    """Have all that Ray and its workers write lie in a folder that goes when they are gone: also if they are killed."""
    before = os.environ.get("TMPDIR")
    with tempfile.TemporaryDirectory(prefix="proverka-", ignore_cleanup_errors=True) as folder:
        os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Runs parts as tasks of one core each."""

    ray: ModuleType

    @property
    def workers(self) -> int:
        """How many cores the cluster has."""
        return max(1, int(self.ray.cluster_resources().get("CPU", 1)))

    @property
    def memory_bytes(self) -> int:
        """How much of its memory there is for each, and no more than one process would take."""
        return min(MEMORY_BYTES, int(self.ray.cluster_resources().get("memory", MEMORY_BYTES)) // self.workers)

    def run(self, work: Work, parts: Sequence[bytes], progress: Progress | None = None) -> list[bytes]:
        """Return the answer to each part, in the order of the parts (see `Executor.run`)."""
        ray = self.ray
        # Ray itself does a task again whose worker was lost, and not one that raised.
        task = ray.remote(num_cpus=1, max_retries=LOSSES_MAX - 1, retry_exceptions=False)(work)
        numbers = {task.remote(part): number for number, part in enumerate(parts)}
        answers: dict[int, bytes] = {}
        try:
            while len(answers) < len(parts):
                (done, *_), _ = ray.wait([ref for ref, number in numbers.items() if number not in answers])
                try:
                    answers[numbers[done]] = ray.get(done)
                except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError) as error:
                    raise lost_worker(numbers[done], len(parts)) from error
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                if progress is not None:
                    progress(len(answers), len(parts))
        except BaseException:
            for ref in numbers:
                ray.cancel(ref, force=True)
            raise
        return [answers[number] for number in range(len(parts))]
