"""The sign that a service shall stop."""

import asyncio
import signal

from services.bus.stop_sign import StopSign


def told_to_stop() -> StopSign:
    """Set when SIGTERM comes or somebody presses Ctrl-C. Call it in the event loop of the service."""
    told = StopSign()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told
