"""A small IMAP server on loopback: enough of RFC 3501 to be read by, and it notes every command."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    server: "ImapServer"

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.server.commands.append(command)
            if self.server.silent:
                self.server.released.wait(30)
                return
            self.answer(tag, command)
            if command.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def answer(self, tag: str, command: str) -> None:
        mails, verb = self.server.mails, command.upper()
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif verb.startswith("LOGIN") and "rahasia" not in command:
            self.say(f"{tag} NO wrong password")
            return
        elif verb.startswith("EXAMINE"):
            self.say(f"* {len(mails)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.server.validity}] as it is")
        elif found := re.match(r"UID SEARCH (?:UID (\d+):\*|SINCE [\w-]+)$", command):
            first = int(found[1] or 1)
            uids = [uid for uid in mails if uid >= first] or list(mails)[-1:]
            self.say("* SEARCH " + " ".join(map(str, uids)))
        elif found := re.match(r"UID FETCH (\d+) \((RFC822.SIZE|BODY.PEEK\[\])\)$", command):
            raw = mails[int(found[1])]
            if found[2] == "RFC822.SIZE":
                self.say(f"* 1 FETCH (UID {found[1]} RFC822.SIZE {len(raw)})")
            else:
                self.wfile.write(f"* 1 FETCH (UID {found[1]} BODY[] {{{len(raw)}}}\r\n".encode())
                self.wfile.write(raw + b")\r\n")
        elif verb == "LOGOUT":
            self.say("* BYE")
        elif not verb.startswith("LOGIN"):
            self.say(f"{tag} BAD {command}")
            return
        self.say(f"{tag} OK done")


class ImapServer(socketserver.ThreadingTCPServer):
    """`mails` by UID; `silent` takes a command and never answers."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: dict[int, bytes] = {}
        self.validity = 7
        self.commands: list[str] = []
        self.silent = False
        self.released = threading.Event()

    def url(self, password: str = "rahasia") -> str:
        """Its address as INBOX_URL takes it."""
        return f"imap://protokol:{password}@127.0.0.1:{self.server_address[1]}/INBOX"


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A running server."""
    with ImapServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join(5)
