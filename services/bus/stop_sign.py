"""The sign to stop, for works that wait for something else most of the time."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class StopSign(asyncio.Event):
    """Set once; then whoever works here ends what is in hand and goes."""

    async def comes_within(self, seconds: float) -> bool:
        """Wait for it so long."""
        try:
            async with asyncio.timeout(seconds):
                return await self.wait()
        except TimeoutError:
            return False

    async def breaks_off(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work until it is done or the sign comes; errors of the work are raised."""
        tasks = [asyncio.ensure_future(work), asyncio.ensure_future(self.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not tasks[0].cancelled():
            tasks[0].result()
