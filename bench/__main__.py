"""`python -m bench [NAME...]`: runs the measures, prints their table and writes `build/bench.json`.

It owns their names and order; a method's name is that of its whole run, and `methods` are all of them; `since:REVISION`
compares with an earlier commit. A measure that cannot run is left out and says why; one that crashes makes the exit
code 1.
"""

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial

from bench import accept, against, evaluation, memory, replay, scale, since, starting, streams, uploads, whole
from bench.measure import CannotRunError, Measure, header, row, write
from tests.support.processes import ROOT

MEASURES: dict[str, Callable[[], list[Measure]]] = {
    "evaluation_64": evaluation.slots_64,
    "evaluation_256": evaluation.slots_256,
    "slots_1024": scale.slots_1024,
    "workers": scale.workers,
    "peers": against.peers,
    **{name: partial(whole.method, name) for name in whole.SIZES},
    "replay": replay.replay,
    "memory": memory.memory,
    "streams": streams.streams,
    "accept": accept.accept,
    "starting": starting.starting,
    "uploads": uploads.uploads,
}
_METHODS = "methods"


def main(names: Sequence[str]) -> int:
    """Run the named measures, or all."""
    names = [one for name in names for one in (whole.SIZES if name == _METHODS else [name])]
    earlier = {name: partial(since.since, name.removeprefix(since.PREFIX)) for name in names if _is_earlier(name)}
    unknown = [name for name in names if name not in MEASURES | earlier]
    if unknown:
        there = ", ".join([*MEASURES, _METHODS, f"{since.PREFIX}REVISION"])
        print(f"unknown: {', '.join(unknown)}; there are {there}", file=sys.stderr)
        return 2
    found: list[Measure] = []
    crashed = False
    print(header(), flush=True)
    for name in names or MEASURES:
        try:
            measures = (MEASURES | earlier)[name]()
        except CannotRunError as reason:
            print(f"{name} was not measured: {reason}", flush=True)
        except Exception:  # noqa: BLE001 - the others are measured all the same
            crashed = True
            print(f"{name} crashed: {traceback.format_exc()}", flush=True)
        else:
            found += measures
            print("\n".join(map(row, measures)), flush=True)
    path = ROOT / "build" / "bench.json"
    write(found, path)
    print(f"written to {path.relative_to(ROOT)}")
    return int(crashed)


def _is_earlier(name: str) -> bool:
    return name.startswith(since.PREFIX)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
