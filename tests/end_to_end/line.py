"""A line between hospitals and coordinator that is as bad as a test wants it, on this machine.

Everything that comes in at `address` goes to the target: late, slowly, until it is cut or falls silent. With
`credentials` it is a proxy for CONNECT instead, which asks for Basic authentication.
"""
import asyncio
import base64
import random
import threading
import time


class Connection:
    """Both ends of a forwarded connection. A direction that is silent takes bytes and drops them."""

    def __init__(self):
        self.last = time.monotonic()
        self.silent = set()  # of "up", "down"
        self.tasks = []
        self.writers = []

    def abort(self):
        for writer in self.writers:
            writer.transport.abort()


class Line:
    """
    delay            seconds, of each direction
    bytes_per_second of each direction of each connection
    cuts_a_second    chance that a connection is cut within a second, and that a new one is not taken
    idle             seconds without a byte after which a connection is forgotten: no end is told
    credentials      "user:password" of a CONNECT proxy
    """

    def __init__(self, target, delay=0.0, bytes_per_second=float("inf"), cuts_a_second=0.0, idle=None,
                 credentials=None, seed=1):
        host, port = target.rsplit(":", 1)
        self.target = (host, int(port))
        self.delay, self.rate, self.cuts, self.idle = delay, bytes_per_second, cuts_a_second, idle
        self.credentials = credentials
        self.chance = random.Random(seed)
        self.connections = []
        self.cut = self.forgotten = self.connected = self.refused = 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()

        def run():
            asyncio.set_event_loop(self.loop)
            self.server = self.loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
            self.address = "127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]
            if self.cuts:
                self.loop.create_task(self._cut())
            started.set()
            self.loop.run_forever()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        started.wait()

    def silence(self, *directions):
        """The connections of now carry nothing more in these directions; no end is told."""
        done = threading.Event()

        def act():
            for connection in self.connections:
                connection.silent.update(directions)
            done.set()

        self.loop.call_soon_threadsafe(act)
        done.wait()

    def close(self):
        def act():
            self.loop.set_exception_handler(lambda *_: None)  # of connections that end in the middle
            self.server.close()
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.call_later(0.1, self.loop.stop)

        self.loop.call_soon_threadsafe(act)
        self.thread.join(timeout=10)

    async def _cut(self):
        while True:
            await asyncio.sleep(0.2)
            for connection in list(self.connections):
                if self.chance.random() < self.cuts * 0.2:
                    self.cut += 1
                    connection.abort()

    async def _accept(self, reader, writer):
        connection = Connection()
        connection.writers.append(writer)
        try:
            target = self.target
            if self.credentials is not None:
                target = await self._connect_request(reader, writer)
                if target is None:
                    return
            elif self.chance.random() < self.cuts:
                self.cut += 1
                writer.transport.abort()
                return
            to_reader, to_writer = await asyncio.open_connection(*target)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
            return
        connection.writers.append(to_writer)
        if self.credentials is not None:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.connected += 1
        self.connections.append(connection)
        try:
            await asyncio.gather(self._carry(reader, to_writer, connection, "up"),
                                 self._carry(to_reader, writer, connection, "down"))
        finally:
            connection.abort()
            self.connections.remove(connection)

    async def _connect_request(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        fields = {key.strip().lower(): value.strip() for key, value in
                  (line.split(":", 1) for line in head[1:] if ":" in line)}
        expected = "Basic " + base64.b64encode(self.credentials.encode()).decode()
        if method != "CONNECT" or fields.get("proxy-authorization") != expected:
            self.refused += 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                         b"Content-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()
            return None
        host, port = target.rsplit(":", 1)
        return host, int(port)

    async def _carry(self, reader, writer, connection, direction):
        parts = asyncio.Queue(maxsize=64)

        async def receive():
            free = time.monotonic()  # when the line has carried what came before
            while True:
                try:
                    data = await reader.read(1 << 16)
                except OSError:
                    data = b""
                now = time.monotonic()
                if self.idle is not None and now - connection.last > self.idle and not connection.silent:
                    self.forgotten += 1
                    connection.silent.update(("up", "down"))
                connection.last = now
                if not data:
                    await parts.put((now, b""))
                    return
                free = max(free, now) + len(data) / self.rate
                await parts.put((free + self.delay, data))

        receiver = asyncio.ensure_future(receive())
        try:
            while True:
                when, data = await parts.get()
                await asyncio.sleep(max(0.0, when - time.monotonic()))
                if direction in connection.silent:
                    if not data:  # the other end is not told
                        await asyncio.sleep(3600)
                    continue
                if not data:
                    return connection.abort()
                writer.write(data)
                await writer.drain()
        except OSError:
            return connection.abort()
        finally:
            receiver.cancel()
