"""Xapian's remote servers for the tests of shards, on the loopback interface alone."""
import os
import select
import shutil
import signal
import socket
import subprocess

TCPSRV = shutil.which('xapian-tcpsrv')
PROGSRV = shutil.which('xapian-progsrv')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class TcpServer:
    """xapian-tcpsrv over the database of an index folder."""

    def __init__(self, index, port=None):
        self.port = port or free_port()
        self.place = f'tcp://127.0.0.1:{self.port}'
        self.process = subprocess.Popen(
            [TCPSRV, '--interface', '127.0.0.1', '--port', str(self.port),
             os.path.join(index, 'current', 'xapian')],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        heard = b''
        while b'Listening' not in heard:
            ready, _, _ = select.select([self.process.stdout], [], [], 20)
            chunk = os.read(self.process.stdout.fileno(), 4096) if ready else b''
            if not chunk:
                self.stop()
                raise RuntimeError(f'xapian-tcpsrv does not listen: {heard!r}')
            heard += chunk

    def signal(self, number):
        """To the server and what it forked for its connections."""
        os.killpg(self.process.pid, number)

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def stop(self):
        if self.process.poll() is None:
            try:
                self.signal(signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process.stdout.close()


def prog_place(index):
    return f'prog:{PROGSRV} {os.path.join(index, "current", "xapian")}'
