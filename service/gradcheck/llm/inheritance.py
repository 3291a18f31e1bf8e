"""What a job has from the jobs it continues: their answers, by content. An answer that was paid for is not paid again.

A key holds the scope it was made in, so a call is looked up by the key that it has in each ancestor's. Ancestors have
ended before a job continues them, so what is inherited is the same in every process and whoever else continues them.
"""

from msgspec import Struct

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call
from gradcheck.storage.jobs import JobStore
from gradcheck.storage.ledger import Ledger


class Inherited(Value, frozen=True, kw_only=True):
    """An answer and the job that paid for it."""

    job_id: str
    answer: Answer


class Inheritance(Struct, frozen=True):
    """The answers of a job's ancestors, `by_scope` and there by key, the nearest first; `paths` are where they came."""

    by_scope: dict[str, dict[str, Inherited]]
    paths: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.by_scope)

    def find(self, call: Call) -> Inherited | None:
        """The answer to a call; None where no ancestor has asked the same."""
        for scope, answers in self.by_scope.items():
            inherited = answers.get(call.key(scope))
            if inherited is not None:
                return inherited
        return None


async def inherit(jobs: JobStore, ledger: Ledger, job_id: str) -> Inheritance:
    """What a job inherits; nothing where it continues none.

    Up to version 1 the continuations of a job shared its scope, so what other jobs left there is told by who paid.
    """
    ancestors = await jobs.ancestors(job_id)
    names = {ancestor.id for ancestor in ancestors}
    by_scope: dict[str, dict[str, Inherited]] = {}
    paths: set[str] = set()
    for scope in dict.fromkeys(ancestor.scope for ancestor in ancestors):
        by_scope[scope] = {}
        for path, entry in (await ledger.scope(scope)).items():
            if entry.job_id in names and isinstance(entry.outcome, Answer):
                by_scope[scope][entry.key] = Inherited(job_id=entry.job_id, answer=entry.outcome)
                paths.add(path)
    return Inheritance(by_scope, frozenset(paths))
