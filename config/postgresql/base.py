"""The backend that settings name for PostgreSQL; Django looks for it in a module of this name."""

import select

from django.db.backends.postgresql import base
from psycopg import pq


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own."""

    def is_usable(self) -> bool:
        """Whether the connection that is kept still stands.

        A server that ends one says farewell, and one that died has its system do so: either can be
        read. Where nothing can, there is nothing to ask the server for before each request. One
        that vanished without a word is noticed no sooner by asking: settings bound that wait.
        """
        if self.connection is None:
            return False
        if self.errors_occurred or self._is_doubtful():
            return bool(super().is_usable())
        return True

    def _is_doubtful(self) -> bool:
        """Whether it broke, waits for the end of a transaction that failed, or can be read."""
        pgconn = self.connection.pgconn
        failed = pgconn.transaction_status == pq.TransactionStatus.INERROR
        if failed or pgconn.status != pq.ConnStatus.OK:
            return True
        poll = select.poll()
        poll.register(pgconn.socket, select.POLLIN)
        return bool(poll.poll(0))
