"""OpenSSH's own server on this machine, for SFTP into one folder, with faults.

    with SshServer(folder) as server:
        ...  # server.port, server.account, server.key_file, server.known_hosts, server.delivered()

It accepts the connections itself and hands each to a `sshd -i`, so that no port need be guessed.
`SshServer.missing()` says in one line what this machine lacks, or None.
"""

import getpass
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from threading import Event, Thread
from typing import Self

from tests.servers.faults import Faults

SSHD = Path("/usr/sbin/sshd")
PRIVILEGE_SEPARATION = Path("/run/sshd")
"""Where sshd goes before the login if root starts it; whoever packages sshd makes it at boot."""

SMALL_DISK_BLOCKS = 64
"""What the fault `small-disk` leaves for a file, in units of 512 bytes."""

FAULTS = ("silent", "drop", "small-disk")
"""A connection that is never answered, one that is closed at once, and a disk that fills up."""

CONFIG = """\
HostKey {home}/host
AuthorizedKeysFile {home}/authorized_keys
StrictModes no
UsePAM {pam}
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d {home}/received
"""


class SshServer:
    """`home` holds keys and configuration; what arrives is in its folder `received`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.received = home / "received"
        self.key_file = home / "client"
        self.known_hosts = home / "known_hosts"
        self.account = getpass.getuser()
        self.faults = Faults()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listening.getsockname()
        self._stopping = Event()
        self._children: list[subprocess.Popen[bytes]] = []
        self._silent: list[socket.socket] = []
        self._thread = Thread(target=self._accept, daemon=True)

    @staticmethod
    def missing() -> str | None:
        if not SSHD.exists() or not shutil.which("sftp") or not shutil.which("ssh-keygen"):
            return f"OpenSSH's server and client are not installed ({SSHD}, sftp, ssh-keygen)"
        if os.geteuid() == 0:
            try:
                PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
            except OSError as error:
                return f"sshd cannot be started by root: {error}"
        return None

    def delivered(self) -> dict[str, bytes]:
        """Every file that a receiver would see, by name; a name with a dot in front is not one."""
        files = (path for path in self.received.iterdir() if not path.name.startswith("."))
        return {path.name: path.read_bytes() for path in files}

    def make_key(self, name: str) -> Path:
        """A new key pair in `home`; `known_hosts` and `authorized_keys` are as before."""
        path = self.home / name
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
        subprocess.run(command, check=True, timeout=20, stdin=subprocess.DEVNULL)
        return path

    def known_host_line(self, key: Path) -> str:
        public = key.with_name(f"{key.name}.pub").read_text().split()
        return f"[{self.host}]:{self.port} {public[0]} {public[1]}\n"

    def __enter__(self) -> Self:
        self.received.mkdir()
        host, client = self.make_key("host"), self.make_key("client")
        shutil.copy(client.with_name("client.pub"), self.home / "authorized_keys")
        self.known_hosts.write_text(self.known_host_line(host))
        # Who is not root cannot read the shadow file, and sshd alone then takes him for locked.
        pam = "no" if os.geteuid() == 0 else "yes"
        (self.home / "config").write_text(CONFIG.format(home=self.home, pam=pam))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        socket.create_connection((self.host, self.port), 20).close()
        self._thread.join()
        self._listening.close()
        for silent in self._silent:
            silent.close()
        for child in self._children:
            self._end(child)

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """OpenSSH serves a login from a child of its own, which ends with the whole session."""
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            if self._stopping.is_set():
                connection.close()
                return
            fault = self.faults.take(FAULTS)
            if fault == "silent":
                self._silent.append(connection)
                continue
            with connection:
                if fault != "drop":
                    self._serve(connection, small_disk=fault == "small-disk")

    def _serve(self, connection: socket.socket, small_disk: bool) -> None:
        limit = f"ulimit -f {SMALL_DISK_BLOCKS}; " if small_disk else ""
        command = f'{limit}exec "$0" -i -e -f "$1"'
        with (self.home / "log").open("ab") as log:
            child = subprocess.Popen(
                ["/bin/sh", "-c", command, str(SSHD), str(self.home / "config")],
                stdin=connection.fileno(),
                stdout=connection.fileno(),
                stderr=log,
                start_new_session=True,
            )
        self._children = [one for one in self._children if one.poll() is None] + [child]
