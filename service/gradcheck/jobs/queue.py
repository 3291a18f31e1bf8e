"""The durable engine behind a narrow port: a job that was enqueued is run, whatever happens to the process.

It knows job ids only: an unfinished job starts again from the top after a stop or a crash.
"""

import asyncio
import contextlib
import logging
import math
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Queue
from dbos._sys_db import SystemDatabase

from gradcheck.errors import FencedError, StorageUnavailableError
from gradcheck.jobs.part_jobs import AT_ONCE
from gradcheck.storage.backend import check_lock, prepare
from gradcheck.storage.outages import outage_of, unavailable

_APPLICATION, _WORKFLOW = "gradcheck", "job"
_QUEUE, _PARTS = "jobs", "parts"
_THREADS = 16
_PARTS_POLL_S = 0.05  # while there are any
_POLL_S, _OUTCOME_S, _ENGINE_S = 0.2, 1.0, 3.0
_CONNECTIONS, _CLIENT_CONNECTIONS = 6, 2
_ENQUEUED = "ENQUEUED"
_TO_BE_RUN = (_ENQUEUED, "DELAYED")
_BEGUN = "PENDING"
_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)

# Finding a handler, DBOS adds no console handler; its warnings go where the application's logging sends them.
logging.getLogger("dbos").addHandler(logging.NullHandler())
logging.getLogger("dbos").setLevel(logging.WARNING)

# DBOS is one object per process; asked for a second one it returns the first, which has another file.
_engine = threading.Lock()


def migrate_queue(url: str) -> None:
    """Make the tables of the engine, or bring them to its version; one process at a time."""
    prepare(url)
    DBOS.migrate(url)


async def _is_whole(_: str) -> bool:
    return False


class JobQueue:
    """Runs `execute(job_id)` for every enqueued id, on the event loop that called `start()`; without it, only enqueues.

    `url` is of an SQLite file of its own, or of a Postgres database, where it has a schema of its own. A start goes on
    with the unfinished jobs of `executor_id` and `application_version`. Of other executors `living` says which there
    are still; the jobs of one that is gone are stranded, but for those it had begun, which are recovered, and so is
    what no executor knows: the one that `leads` takes these up, so that no two do. Jobs of another version are left to
    its executors. What `is_part` of another job waits in a queue of its own, where no job takes the place of a part
    that it waits for. An instance starts once; one at a time runs in a process.
    """

    def __init__(
        self,
        *,
        url: str,
        executor_id: str,
        application_version: str,
        concurrency: int,
        execute: Callable[[str], Awaitable[None]] | None,
        living: Callable[[Collection[str]], Awaitable[set[str]]],
        is_part: Callable[[str], Awaitable[bool]] = _is_whole,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._url = url
        self._executor_id = executor_id
        self._version = application_version
        self._concurrency = concurrency
        self._execute = execute
        self._living = living
        self._is_part = is_part
        self._leads = leads
        self._client: DBOSClient | None = None
        self._stopping = False
        self._workflows: set[asyncio.Task[object]] = set()
        self._executing: dict[asyncio.Task[object], str] = {}
        self._taken = {_QUEUE, _PARTS}

    async def start(self) -> None:
        """Migrate the file and launch on the running loop; this executor's unfinished jobs start again."""
        if self._stopping or not _engine.acquire(blocking=False):
            raise RuntimeError("a JobQueue starts once, and not while another one runs in this process")
        try:
            self._client = await asyncio.to_thread(self._connect)
            if self._execute is None:
                return
            config = DBOSConfig(name=_APPLICATION, system_database_url=self._url, log_level="WARNING")
            config |= {"executor_id": self._executor_id, "application_version": self._version}
            config |= {"sys_db_pool_size": _CONNECTIONS}
            config |= {"notification_listener_polling_interval_sec": _POLL_S}  # `destroy` waits for one pause
            engine = DBOS(config=config)

            # Without a limit: by default the hundredth interruption makes a job a dead letter.
            @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)
            async def job(job_id: str) -> None:
                await self._run(job_id)

            # The engine writes each end in a thread of the loop's, and waits in it while its file is locked: there are
            # so many that others find one, whatever ends at once.
            most = self._concurrency * (1 + AT_ONCE) + _THREADS
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(most, thread_name_prefix="asyncio"))
            DBOS.launch()  # not in a thread: workflows run on the loop that DBOS finds here
            self._bound(engine._sys_db)  # noqa: SLF001 - the engine's row of a queue has one number for all workers
        except BaseException:
            await self._shut_down()
            raise

    async def enqueue(self, job_id: str, turn: int = 1) -> None:
        """Write the job down, durable on return, while stopped too; an id that is known is left as it is.

        Of jobs that wait the one with the lowest turn, from 1, begins first, and of equal ones the older one.
        """
        await asyncio.to_thread(self._enqueue, job_id, await self._queue_of(job_id), turn)

    async def reorder(self, turns: Mapping[str, int]) -> None:
        """Give jobs that wait other turns."""
        if self._client is not None:
            await asyncio.to_thread(self._reorder, turns)

    @property
    def under_way(self) -> set[str]:
        """The jobs that this process works."""
        return set(self._executing.values())

    def take(self, *, jobs: bool, parts: bool) -> None:
        """Say which of those that wait this process takes."""
        self._taken = {name for name, taken in ((_QUEUE, jobs), (_PARTS, parts)) if taken}

    async def spread(self, parts: int, workers: int) -> None:
        """Have so many unfinished parts worked by so many workers alike, and looked for often while there are any.

        Where the engine's tables are away it stays as it was.
        """
        if self._client is None:
            return
        most = AT_ONCE * self._concurrency
        places = most if workers == 1 else min(max(math.ceil(parts / max(workers, 1)), 1), most)
        try:
            await asyncio.to_thread(self._give, self._client, places, _PARTS_POLL_S if parts else _POLL_S)
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits for parts asks again
            _log.warning("parts_not_spread", error=type(error).__name__)

    async def _queue_of(self, job_id: str) -> str:
        return _PARTS if await self._is_part(job_id) else _QUEUE

    async def stranded(self, job_ids: Collection[str]) -> set[str]:
        """Those of unfinished jobs that nobody works and that do not wait for their turn.

        The engine has claimed them and not begun, or has written that they are over, or whoever worked them is gone.
        One may have begun meanwhile.
        """
        wanted = set(job_ids) - set(self._executing.values())
        if self._client is None or self._execute is None or not wanted:
            return set()
        known = await asyncio.to_thread(
            self._client.list_workflows, workflow_ids=sorted(wanted), load_input=False, load_output=False
        )
        if not self._leads():
            wanted &= {one.workflow_id for one in known if one.executor_id == self._executor_id}
        others = {one.executor_id for one in known if one.executor_id not in {None, self._executor_id}}
        living = await self._living(others) if others else set()
        waiting = {one.workflow_id for one in known if one.status in _TO_BE_RUN and one.app_version == self._version}
        begun = {one.workflow_id for one in known if one.status == _BEGUN and one.executor_id != self._executor_id}
        return wanted - waiting - begun - {one.workflow_id for one in known if one.executor_id in living}

    async def owners(self) -> set[str]:
        """The executors that have begun jobs of this version."""
        if self._client is None:
            return set()
        known = await asyncio.to_thread(
            self._client.list_workflows,
            status=_BEGUN,
            app_version=self._version,
            load_input=False,
            load_output=False,
        )
        return {one.executor_id for one in known if one.executor_id is not None}

    async def recover(self, executors: Collection[str]) -> None:
        """Have what executors that are gone had begun, of this version, wait for its turn again."""
        # What its own conductor and admin server call: one statement that moves nothing that somebody has begun again.
        recover = DBOS._recover_pending_workflows  # noqa: SLF001 - `resume_workflow`, which is public, moves that too
        await asyncio.to_thread(recover, list(executors))

    async def revive(self, job_id: str, turn: int = 1) -> None:
        """Have a stranded job run."""
        if self._client is not None:
            await asyncio.to_thread(self._revive, job_id, await self._queue_of(job_id), turn)

    async def forget(self, job_ids: Sequence[str]) -> None:
        """Forget jobs that are over, while stopped too. Raises StorageUnavailableError while its tables are away."""
        try:
            await asyncio.to_thread(self._forget, job_ids)
        except Exception as error:
            if outage_of(error) is None:
                raise
            raise unavailable() from None

    async def stop(self) -> None:
        """Interrupt the running jobs, await their clean-up, and leave them to the next start."""
        if self._client is None or self._stopping:
            return
        self._stopping = True
        for task in self._executing:
            task.cancel()
        await asyncio.gather(*self._executing, return_exceptions=True)
        if self._workflows:
            # They write their outcome, or wait for another executor's if that one has taken their job over.
            _, waiting = await asyncio.wait(self._workflows, timeout=_OUTCOME_S)
            for task in waiting:
                task.cancel()
        await self._shut_down()

    async def _run(self, job_id: str) -> None:
        """The workflow's body. DBOS writes SUCCESS when it returns and ERROR when it raises an `Exception`.

        For `CancelledError` it writes nothing: the row stays PENDING, which is what the next launch seeks. So
        a stop ends in `CancelledError`, whatever `execute` makes of it, and also if the job came just now. So does a
        job that lacks its storage, and one that another worker has taken over.
        """
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._workflows.add(task)
        task.add_done_callback(self._workflows.discard)
        crash, suspended = None, job_id in self._executing.values()
        if self._execute is not None and not self._stopping and not suspended:
            self._executing[task] = job_id
            try:
                await self._execute(job_id)
            except (StorageUnavailableError, FencedError):
                suspended = True
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - its text may quote a prompt
                crash = type(error).__name__
            finally:
                del self._executing[task]
        if self._stopping or suspended or task.cancelling():
            raise asyncio.CancelledError
        if crash is not None:
            _log.error("job_crashed", job_id=job_id, error=crash)
            raise RuntimeError(crash)  # DBOS stores and logs it, so it is the type's name alone

    async def _shut_down(self) -> None:
        client, self._client = self._client, None

        def destroy() -> None:
            if self._execute is not None:
                DBOS.destroy(destroy_registry=True)
            if client is not None:
                client.destroy()
            _engine.release()

        # In a thread: DBOS joins its own threads, and one may be waiting for this loop to take a job, or for its file.
        await asyncio.wait([asyncio.create_task(asyncio.to_thread(destroy))], timeout=_ENGINE_S)

    def _bound(self, engine: SystemDatabase) -> None:
        """Have the engine take no more jobs at once than are for this process, whatever others have written."""
        of_all = engine.get_queue

        def get_queue(name: str, *, client_system_database: SystemDatabase | None = None) -> Queue | None:
            queue = of_all(name, client_system_database=client_system_database)
            if queue is not None and name == _QUEUE:
                queue._worker_concurrency = self._concurrency  # noqa: SLF001
            if queue is not None and name in {_QUEUE, _PARTS} - self._taken:
                queue._worker_concurrency = 0  # noqa: SLF001
            return queue

        engine.get_queue = get_queue  # type: ignore[method-assign]

    def _connect(self) -> DBOSClient:
        # A client needs no launch, so the queue and its cap exist before a job is taken. It also leaves
        # the loop's executor alone, which DBOS's own async calls replace by one that dies in `destroy`.
        migrate_queue(self._url)
        client = DBOSClient(
            system_database_url=self._url,
            application_name=_APPLICATION,
            system_database_pool_size=_CLIENT_CONNECTIONS,
            retry_connection_errors=False,  # it would wait for a database that is away
        )
        if self._execute is not None:
            client.register_queue(_QUEUE, worker_concurrency=self._concurrency, polling_interval_sec=_POLL_S)
            # One at first: with a place for each, the worker that looks first would take all there are.
            client.register_queue(
                _PARTS, worker_concurrency=1, polling_interval_sec=_POLL_S, on_conflict="never_update"
            )
        return client

    def _give(self, client: DBOSClient, places: int, poll_s: float) -> None:
        queue = client.retrieve_queue(_PARTS)
        if queue is None or (queue.worker_concurrency, queue.polling_interval_sec) != (places, poll_s):
            check_lock(self._url)
            client.register_queue(_PARTS, worker_concurrency=places, polling_interval_sec=poll_s)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[DBOSClient]:
        """A client whose file nobody keeps locked: DBOS would wait for it, longer and longer."""
        client = self._client or self._connect()
        check_lock(self._url)
        try:
            yield client
        finally:
            if client is not self._client:
                client.destroy()

    def _enqueue(self, job_id: str, queue: str, turn: int) -> None:
        options = EnqueueOptions(workflow_name=_WORKFLOW, queue_name=queue, workflow_id=job_id)
        options |= {"app_version": self._version, "priority": turn}
        with self._writing() as client:
            client.enqueue(options, job_id)

    def _forget(self, job_ids: Sequence[str]) -> None:
        with self._writing() as client:
            client.delete_workflows(list(job_ids))  # those that are there

    def _reorder(self, turns: Mapping[str, int]) -> None:
        rows = [{"job": job_id, "turn": its} for job_id, its in sorted(turns.items())]
        turn: sa.BindParameter[int] = sa.bindparam("turn")
        with self._writing() as client:
            system = client._sys_db  # noqa: SLF001 - priorities are public, changing one is not
            jobs = system.tables.workflow_status
            waits = (jobs.c.workflow_uuid == sa.bindparam("job"), jobs.c.status == _ENQUEUED, jobs.c.priority != turn)
            with system.engine.begin() as connection:
                connection.execute(jobs.update().where(*waits).values(priority=turn), rows)

    def _revive(self, job_id: str, queue: str, turn: int) -> None:
        self._forget([job_id])  # what is over is not run again
        self._enqueue(job_id, queue, turn)
