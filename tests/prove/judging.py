"""What an undisturbed twin of the same work gives, kept for each version of the code, and the provider's books.

It owns the comparison and the counts. It does not own what is compared (`work.py`).
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple

import msgspec

from tests.audit.records import code
from tests.audit.service import ROOT, Json
from tests.prove.asking import calling
from tests.prove.part import Record
from tests.prove.place import Place, placed
from tests.prove.work import Outcome, Work, conduct_all
from tests.support import databases

_KEPT = ROOT / "build/prove"
_BOUND_S = 600


class Twin(msgspec.Struct, frozen=True):
    """What works give on a service that nothing happens to.

    `outcomes` is what must be the same, by the works' names; `repeated` how often the provider was asked what it was
    asked more than once, by its books: runs of one study have calls in common.
    """

    outcomes: dict[str, list[Json]]
    repeated: dict[str, int]

    def paid_twice(self, books: Mapping[str, int]) -> int:
        """The answers in a provider's books beyond those of the twin."""
        return sum(max(answers - self.repeated.get(digest, 1), 0) for digest, answers in books.items())


async def twin_of(works: Sequence[Work]) -> Twin:
    """The twin of works, made once for each version of the code."""
    asked = hashlib.sha256(msgspec.json.encode([astuple(work) for work in works])).hexdigest()
    path = _KEPT / f"{code()}-{asked[:12]}.json"
    if not path.exists():
        with placed("sqlite", slots=64, settings={"max_jobs": 8}) as place:
            async with calling(place.apis) as caller:
                found = await conduct_all(caller, works, _BOUND_S)
            repeated = {digest: times for digest, times in place.provider.books().items() if times > 1}
        assert not any(one.lost or one.misnumbered for one in found.values()), found
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(Twin({name: one.same for name, one in found.items()}, repeated)))
    return msgspec.json.decode(path.read_bytes(), type=Twin)


def first_difference(one: object, other: object, at: str = "") -> str | None:
    """Where two JSON values differ first, and by what; None where they are the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{at}.{name}", one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{at}[{number}]", *both) for number, both in enumerate(zip(one, other, strict=True))]
    elif type(one) is type(other) and one == other:
        return None
    else:
        return f"{at} is {str(one)[:80]!r}, not {str(other)[:80]!r}"
    return next((found for name, mine, its in pairs if (found := first_difference(mine, its, name))), None)


def verdict(
    place: Place,
    found: Mapping[str, Outcome],
    twin: Twin,
    *,
    times: int = 1,
    in_flight: int,
    recovered_s: Sequence[float] = (),
    unmet: Sequence[str] = (),
) -> Record:
    """The record of a trial whose works came out like this; the provider's books are compared with the ledger."""
    lost = [name for name, one in found.items() if one.lost]
    places = {
        name: "the numbers of its events" if one.misnumbered else first_difference(one.same, twin.outcomes[name])
        for name, one in found.items()
        if not one.lost
    }
    different = {name: place for name, place in places.items() if place is not None}
    books = place.provider.books()
    told = [f"{name} is lost: {found[name].same[-1]}" for name in lost]
    told += [f"{name} differs: {where}" for name, where in different.items()]
    return Record(
        times=times,
        jobs=sum(len(one.same) for one in found.values()),
        lost=len(lost),
        different=len(different),
        paid_twice=twin.paid_twice(books),
        in_flight=in_flight,
        recovered_s=tuple(round(seconds, 1) for seconds in recovered_s),
        unmet=(*unmet, *told, *_disagreements(place.url, sum(books.values()))),
    )


def _disagreements(url: str, answered: int) -> list[str]:
    """Where the ledger and a provider that has answered so often disagree, in words."""
    made = "SELECT scope, path, state FROM attempts JOIN jobs ON jobs.id = job_id WHERE role <> 'check'"
    found = databases.rows(url, made)
    states = Counter(row.state for row in found)
    paid = [(row.scope, row.path) for row in found if row.state == "paid"]
    kept = {(row.scope, row.path) for row in databases.rows(url, "SELECT scope, path FROM calls")}
    most = states["paid"] + states["possibly_paid"]
    said = {
        f"calls are left open: {states['intent']}": states["intent"] == 0,
        f"{answered} answers, and {states['paid']} to {most} by the ledger": states["paid"] <= answered <= most,
        f"{len(paid) - len(set(paid))} calls are paid twice by the ledger": len(paid) == len(set(paid)),
        f"{len(set(paid) - kept)} answers were paid for and not kept": set(paid) <= kept,
    }
    return [words for words, holds in said.items() if not holds]
