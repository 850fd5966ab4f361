"""An SMTP server as a process of its own: `python -m tests.load.sink PORT`.

Counts the mails that it takes, and says how many to whoever asks with VRFY.
"""

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class _Counting:
    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails += 1
        return "250 kept"

    async def handle_VRFY(self, server: Any, session: Any, envelope: Any, address: str) -> str:  # noqa: N802 - aiosmtpd's name
        return f"252 {self.mails}"


async def _serve(port: int) -> None:
    handler = _Counting()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
