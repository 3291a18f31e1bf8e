"""The real service and the real provider, each in a process of its own.

It owns starting, killing and asking them, and the CPU time and memory they used. It does not own what is proved.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
# Where the caller keeps no bytecode, every start would compile the whole service anew, which takes seconds.
_BYTECODE = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gradcheck-bytecode"),
}
Json = dict[str, Any]
# `httpx.get` reads all certificates of the machine at every call, and what is asked here is asked often.
HTTP = httpx.Client(timeout=30, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Wait until an address answers 200; not longer than the process lives that is to answer."""
    for _ in range(1500):
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the process ended with {process.returncode}")
        with contextlib.suppress(httpx.TransportError):
            if HTTP.get(url).status_code == 200:
                return
        time.sleep(0.02)
    raise AssertionError(f"{url} never answered")


class ProviderProcess:
    """The provider of `provider.py`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def behave(self, **behaviour: object) -> None:
        """Answer like this from now on, and count anew."""
        HTTP.post(f"{self.url}/behaviour", json=behaviour).raise_for_status()

    def change(self, **behaviour: object) -> None:
        """Answer like this from now on, and count on."""
        HTTP.post(f"{self.url}/change", json=behaviour).raise_for_status()

    def counts(self) -> Json:
        """What came since."""
        counts: Json = HTTP.get(f"{self.url}/counts").json()
        return counts

    def books(self) -> dict[str, int]:
        """How often each request was answered since, by a digest of its body."""
        books: dict[str, int] = HTTP.get(f"{self.url}/books").json()
        return books


@contextlib.contextmanager
def provider_process(**behaviour: object) -> Iterator[ProviderProcess]:
    """A provider for the time of a test."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.support.provider", str(port)], cwd=ROOT)
    provider = ProviderProcess(f"http://127.0.0.1:{port}")
    try:
        wait_for(f"{provider.url}/counts")
        provider.behave(**behaviour)
        yield provider
    finally:
        process.kill()
        process.wait()


class ServiceProcess:
    """A service on a home of its own that can be killed and started again; its one provider is `world`.

    `root` is the checkout it runs from, one of before the package had its name included. Its `role` is a command's,
    `declared` are lines about its provider, `environment` are further variables; `as_first` runs it as process 1, as in
    a container.
    """

    def __init__(self, home: Path, provider: str, slots: int, root: Path = ROOT, /, **settings: object) -> None:
        self.role = str(settings.pop("role", "serve"))
        self._as_first = bool(settings.pop("as_first", False))
        declared = settings.pop("declared", "")
        environment: Mapping[str, str] = settings.pop("environment", {})  # type: ignore[assignment]
        self._root = root
        self._package = "gradcheck" if (root / "service/gradcheck").is_dir() else "service"
        self.url = f"http://127.0.0.1:{free_port()}"
        config = home / "config.toml"
        config.write_text(f'[providers.world]\nbase_url = "{provider}/v1"\nmax_concurrency = {slots}\n{declared}')
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GRADCHECK_")},
            "GRADCHECK_HOME": str(home),
            "GRADCHECK_CONFIG": str(config),
            "GRADCHECK_PORT": self.url.rsplit(":", 1)[1],
            **{f"GRADCHECK_{name.upper()}": str(value) for name, value in settings.items()},
            **environment,
            **(_BYTECODE if sys.dont_write_bytecode else {}),
            "PYTHONPATH": f"{root / 'service' if self._package == 'gradcheck' else root}:{root / 'clients' / 'python'}",
        }
        self._log = home / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process under way."""
        assert self._process is not None
        if not self._as_first:
            return self._process.pid
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        while not (found := children.read_text().split()):
            time.sleep(0.001)
        return int(found[0])

    @property
    def log(self) -> str:
        """What it has logged, earlier processes on its home included."""
        return self._log.read_text()

    @property
    def returncode(self) -> int | None:
        """What it ended with."""
        assert self._process is not None
        return self._process.returncode

    def launch(self) -> None:
        """Start it, on the same home if it ran before; it is not ready yet."""
        with self._log.open("ab") as log:
            first = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"] if self._as_first else []
            command = [*first, sys.executable, "-m", self._package, self.role]
            self._process = subprocess.Popen(command, cwd=self._root, env=self._environment, stdout=log, stderr=log)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        try:
            wait_for(f"{self.url}/health/ready", self._process)
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"{error}: {self.log[-2000:]}") from None

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the process."""
        assert self._process is not None
        if self._process.poll() is None:
            os.kill(self.pid, how)
        self._process.wait(timeout=20)

    def ended(self, timeout_s: float = 60) -> int:
        """What it ends with by itself."""
        assert self._process is not None
        return self._process.wait(timeout=timeout_s)

    def hears(self, how: signal.Signals) -> bool:
        """Whether it has a handler for a signal."""
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        caught = next(line for line in status if line.startswith("SigCgt"))
        return bool(int(caught.split()[1], 16) >> (how - 1) & 1)

    def optimize(self, request: Json) -> str:
        """Submit a run; its id."""
        answer = HTTP.post(f"{self.url}/optimize", json=request)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> Json:
        """The state of a run."""
        answer: Json = HTTP.get(f"{self.url}/runs/{run_id}").json()
        return answer

    def finished(self, run_id: str, timeout_s: float = 60) -> Json:
        """The run, once it has ended."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            run = self.run(run_id)
            if run["status"] in {"succeeded", "failed", "cancelled"}:
                return run
            time.sleep(0.1)
        raise AssertionError("the run does not end")

    def cpu_s(self) -> float:
        """Seconds of CPU that all threads of the process have used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """Memory the process has written and holds by itself, swapped out or not, in 10^6 bytes.

        Pages of files it has only read are left out: whether these are its own depends on what else runs.
        """
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        own = ("Private_Dirty:", "Swap:")
        kilobytes = sum(int(line.split()[1]) for line in text.splitlines() if line.startswith(own))
        return kilobytes * 1024 / 1e6


@contextlib.contextmanager
def service_process(
    home: Path, provider: str, slots: int, root: Path = ROOT, /, **settings: object
) -> Iterator[ServiceProcess]:
    """A started service, ended by SIGTERM."""
    home.mkdir(parents=True, exist_ok=True)
    service = ServiceProcess(home, provider, slots, root, **settings)
    service.start()
    try:
        yield service
    finally:
        service.kill(signal.SIGTERM)
