"""The sign that a service shall stop."""

import asyncio
import signal


def told_to_stop() -> asyncio.Event:
    """Set when SIGTERM comes or somebody presses Ctrl-C. Call it in the event loop of the service."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told
