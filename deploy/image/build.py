"""`make image`: builds the image and its slim sister without a container engine, and runs both as they would be run.

Needs root, and what Debian has in the packages that it names where they are missing. The base is a Debian made by
debootstrap, or the image that BASE names. It checks what the two are held to: their sizes, uid 10001 on a read-only
root, health, a model that answers, and an end within the grace period.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
_PACKAGES = {"buildah": "buildah", "runc": "runc", "debootstrap": "debootstrap"}
_MIRROR, _SECURITY, _SUITE = "http://deb.debian.org/debian", "http://deb.debian.org/debian-security", "bookworm"
_BASE = "localhost/gradcheck-base:bookworm"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
UID = 10001
_URL = "http://127.0.0.1:8000"
_START_S, _GRACE_S = 60.0, 30.0
# What an image may take in MB, the model that answers in it, and one that is refused in words.
_IMAGES = {"slim": (300, "simulated/W1", "embedded"), "full": (500, "embedded", None)}


def main() -> None:
    """Build, measure and run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--base", help="an image with Python 3.11 to build on, instead of one of debootstrap's")
    arguments.add_argument("--version", default="0.1.0")
    given = arguments.parse_args()
    missing = sorted(package for program, package in _PACKAGES.items() if shutil.which(program) is None)
    if missing:
        sys.exit(f"these Debian packages are missing: apt-get install {' '.join(missing)}")
    if os.geteuid() != 0:
        sys.exit("building and running without an engine needs root")
    base = given.base or _debootstrapped()
    for target, (most_mb, works, refused) in _IMAGES.items():
        name = f"gradcheck:{given.version}" + ("-slim" if target == "slim" else "")
        _build(name, base, target)
        size_mb = _size_mb(name)
        print(f"{name}: {size_mb:.0f} MB")
        if size_mb > most_mb:
            sys.exit(f"{name} is larger than {most_mb} MB")
        _try(name, works, refused)


def _debootstrapped() -> str:
    """The base, made anew where there is none; `buildah rmi` it to have today's security updates."""
    if (
        subprocess.run(["buildah", "inspect", "--type", "image", _BASE], capture_output=True, check=False).returncode
        == 0
    ):
        return _BASE
    with tempfile.TemporaryDirectory() as folder:
        packages = "ca-certificates,python3,python3-pip"
        # In a mount namespace of its own, so that what debootstrap mounts there is gone whatever ends it.
        _run("unshare", "--mount", "debootstrap", "--variant=minbase", f"--include={packages}", _SUITE, folder, _MIRROR)
        sources = Path(folder, "etc/apt/sources.list")
        sources.write_text(f"deb {_MIRROR} {_SUITE} main\ndeb {_SECURITY} {_SUITE}-security main\n")
        made = _run("buildah", "from", "scratch")
        _run("buildah", "add", "--quiet", made, folder, "/")
    update = "apt-get update && apt-get --yes dist-upgrade && apt-get clean && rm -rf /var/lib/apt/lists/*"
    _run("buildah", "run", "--isolation", "chroot", made, "sh", "-c", update)
    _run("buildah", "commit", "--quiet", "--rm", made, _BASE)
    return _BASE


def _build(name: str, base: str, target: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Only while it builds, pip trusts whom this machine trusts.
        Path(folder, "pip.conf").write_text("[global]\ncert = /run/machine/ca.crt\n")
        shutil.copy(_CERTIFICATES, Path(folder, "ca.crt"))
        volumes = ["--volume", f"{folder}:/run/machine:ro", "--volume", f"{folder}/pip.conf:/etc/pip.conf:ro"]
        _run(
            *(
                "buildah",
                "build",
                "--isolation",
                "chroot",
                "--format",
                "docker",
                "--layers",
                "--build-arg",
                f"BASE={base}",
            ),
            *(*volumes, "--target", target, "--tag", name, str(_ROOT)),
        )


def _size_mb(name: str) -> float:
    """What an image takes where it is stored, in words of buildah such as `297 MB`."""
    number, unit = _run("buildah", "images", "--format", "{{.Size}}", name).split()
    return float(number) * {"MB": 1, "GB": 1000}[unit]


def _try(name: str, works: str, refused: str | None) -> None:
    """Run an image and see that it does what it is held to."""
    config = json.loads(_run("buildah", "inspect", "--type", "image", name))["Docker"]["config"]
    container = _run("buildah", "from", name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder)
            (bundle / "config.json").write_text(
                json.dumps(_bundle(bundle, config, _run("buildah", "mount", container)))
            )
            with (bundle / "log").open("w") as log:
                command = ["runc", "run", "--bundle", folder, container]
                process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            try:
                _examine(container, process, config, works, refused)
            except BaseException:
                print((bundle / "log").read_text()[-4000:], file=sys.stderr)
                raise
            finally:
                subprocess.run(["runc", "delete", "--force", container], capture_output=True, check=False)
                process.wait()
    finally:
        _run("buildah", "rm", container)


def _bundle(bundle: Path, config: dict[str, Any], root: str) -> dict[str, Any]:
    """What runc is to run: the image's own command as its own user, read-only, without any capability."""
    _run("runc", "spec", "--bundle", str(bundle))
    spec: dict[str, Any] = json.loads((bundle / "config.json").read_text())
    (bundle / "config.json").unlink()
    home = bundle / "home"
    home.mkdir()
    shutil.copy(_ROOT / "examples/sentiment.json", home / "request.json")
    shutil.chown(home, UID, UID)
    bundle.chmod(0o755)
    spec["root"] = {"path": root, "readonly": True}
    spec["process"] |= {
        "terminal": False,
        "user": dict(zip(("uid", "gid"), map(int, config["User"].split(":")), strict=True)),
        "args": config["Entrypoint"] + config["Cmd"],
        "env": [*config["Env"], "GRADCHECK_API_KEYS=key", "GRADCHECK_API_KEY=key", f"GRADCHECK_URL={_URL}"],
        "cwd": config["WorkingDir"],
        "capabilities": {},
    }
    spec["mounts"] += [
        {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["mode=1777"]},  # noqa: S108 - its own
        {"destination": next(iter(config["Volumes"])), "type": "bind", "source": str(home), "options": ["bind", "rw"]},
    ]
    return spec


def _examine(
    container: str, process: subprocess.Popen[bytes], config: dict[str, Any], works: str, refused: str | None
) -> None:
    began = time.monotonic()
    health = config["Healthcheck"]["Test"][1:]
    while _inside(container, *health).returncode != 0:
        if process.poll() is not None or time.monotonic() - began > _START_S:
            sys.exit("it does not become healthy")
        time.sleep(0.2)
    print(f"  healthy after {time.monotonic() - began:.1f} s")
    found = _inside(container, "python", "-c", "import os; print(os.getuid()); open('/var/lib/gradcheck/a', 'w')")
    _hold(found.returncode == 0 and found.stdout.strip() == str(UID), f"it runs as {UID} and writes to its home")
    found = _inside(container, "python", "-c", "open('/opt/gradcheck/a', 'w')")
    _hold("Read-only file system" in found.stderr, "its root is read-only")
    found = _run_on(container, works)
    _hold(found.returncode == 0 and "verdict" in found.stdout, f"a run on {works} ends with a verdict", found)
    if refused is not None:
        found = _run_on(container, refused)
        said = found.returncode != 0 and "not installed" in found.stdout + found.stderr
        _hold(said, f"one on {refused} fails in words", found)
    began = time.monotonic()
    _run("runc", "kill", container, "TERM")
    try:
        ended = process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        ended = None
    _hold(ended == 0, f"it ends by itself on SIGTERM, in {time.monotonic() - began:.1f} s")


def _inside(container: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["runc", "exec", container, *command], capture_output=True, text=True, check=False)


def _run_on(container: str, model: str) -> subprocess.CompletedProcess[str]:
    request = "/var/lib/gradcheck/request.json"
    return _inside(container, "gradcheck", "optimize", request, "--method", "none", "--model", model)


def _hold(holds: bool, what: str, said: subprocess.CompletedProcess[str] | None = None) -> None:  # noqa: FBT001 - what is asserted
    if not holds:
        sys.exit(f"it does not hold that {what}\n{said.stdout + said.stderr if said else ''}")
    print(f"  {what}")


def _run(*command: str) -> str:
    """What a command prints; its own words where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:3])} failed\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
