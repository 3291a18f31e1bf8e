"""The client that is awaited; the other one is made from it."""

import unittest

from given import KEY, URL, asked

from gradcheck_client import AsyncGradcheck, operations


class Awaiting(unittest.IsolatedAsyncioTestCase):
    """Each test has a client of its own."""

    async def asyncSetUp(self) -> None:
        self.service = await self.enterAsyncContext(AsyncGradcheck(URL, api_key=KEY))

    async def test_a_run_is_followed_and_read(self) -> None:
        run = await self.service.optimize(**asked(seed=11))
        types = [event.type async for event in run.events()]
        assert types[-1] == "run_succeeded"
        assert (await run.wait()).status == "succeeded"
        assert 0 in [step.n async for step in run.iter_steps()]
        assert run.id in [one.id async for one in self.service.iter_runs()]

    async def test_any_call_is_made_by_its_description(self) -> None:
        assert "protegi" in {one.name for one in await self.service.call(operations.list_methods())}
