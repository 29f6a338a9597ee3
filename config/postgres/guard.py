"""The process that owns the embedded PostgreSQL: makes its data, keeps it up while it has users, and stops it then.

Started by `embedded` as `python -m config.postgres.guard DATA_DIR [SETTING=VALUE …]`. Where it is killed, the kernel
tells the server to stop. What it has to say goes to its standard error, one line.
"""

import os
import pwd
import signal
import stat
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from config.postgres import address as postgres
from config.postgres import data
from config.postgres.locks import FileLock
from config.postgres.programs import GuardError, programs, require_same_major

_NOBODY = 65534
_FAST, _IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # PostgreSQL's names for its ways of shutting down
_FAST_SECONDS = 2.5  # a fast shutdown writes everything down; after an immediate one the next start does it
_QUICK_SECONDS, _MOST_QUICK_DEATHS = 5.0, 3  # a server that ends so quickly, so often, is started no more
_LONGEST_LOG = 5_000_000
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
}


@dataclass(frozen=True)
class Identity:
    """How the server's programs are started, since PostgreSQL refuses to run as root.

    `wrapper` is put in front of each command line. `uid` is whose the files must be.
    """

    wrapper: list[str] = field(default_factory=list)
    uid: int = field(default_factory=os.geteuid)


class Guard:
    """The owner of one DATA_DIR's server; `settings` are PostgreSQL's, beside those that are always set."""

    def __init__(self, data_dir: Path, settings: dict[str, str]) -> None:
        self.data_dir = data_dir
        self.home = data_dir / "postgres"
        self.data = self.home / "data"
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None
        self._is_unused = threading.Event()

    def run(self) -> None:
        """Keep the server up until nobody uses it, or it is stopped on purpose. Beside another guard, do nothing."""
        lock = FileLock(self.home / "guard.lock")
        if not _try_some_times(lock):
            return
        identity = choose_identity(self.data)
        self._make_socket_dir(identity)
        if not (self.data / "PG_VERSION").exists():
            data.initialise(self.data_dir, identity.wrapper, identity.uid)
        else:
            require_same_major(self.data)
            if os.geteuid() == 0:
                data.give_to(self.data, identity.uid)
        self._remove_leftovers()
        self._rules = data.require_passwords(self.data_dir, identity.wrapper, identity.uid)
        threading.Thread(target=self._stop_when_unused, daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: self._send(_FAST))
        self._keep_serving(identity)

    def _keep_serving(self, identity: Identity) -> None:
        quick_deaths = 0
        while not self._is_unused.is_set():
            self._remove_leftovers()
            began = time.monotonic()
            if self._serve(identity) == 0:
                return
            quick_deaths = quick_deaths + 1 if time.monotonic() - began < _QUICK_SECONDS else 0
            if quick_deaths == _MOST_QUICK_DEATHS:
                raise GuardError(_last_complaint(self.home / "log"))
            time.sleep(0.3)

    def _make_socket_dir(self, identity: Identity) -> None:
        folder = postgres.socket_dir(self.data_dir)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), identity.uid):
            raise GuardError(f"{folder} belongs to somebody else: remove it, or set DATA_DIR")
        folder.chmod(0o700)
        if found.st_uid != identity.uid:
            os.chown(folder, identity.uid, -1)

    def _remove_leftovers(self) -> None:
        """End a server that lost its guard, and remove the lock files of a dead one.

        PostgreSQL itself would take any living process with the number in such a file for its like.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            pid = 0
        for signal_number, seconds in ((_FAST, _FAST_SECONDS), (_IMMEDIATE, 2), (signal.SIGKILL, 2)):
            if not _is_server(pid, self.data):
                break
            os.kill(pid, signal_number)
            deadline = time.monotonic() + seconds
            while _is_server(pid, self.data) and time.monotonic() < deadline:
                time.sleep(0.05)
        pid_file.unlink(missing_ok=True)
        for leftover in postgres.socket_dir(self.data_dir).glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def _serve(self, identity: Identity) -> int:
        """Run the server until it ends. Gives its exit code."""
        ours = {"hba_file": str(self._rules), "unix_socket_directories": f'"{postgres.socket_dir(self.data_dir)}"'}
        settings = _SETTINGS | ours | self._settings
        command = [*identity.wrapper, *_dying_with_parent(), str(programs() / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log_path = self.home / "log"
        if log_path.exists() and log_path.stat().st_size > _LONGEST_LOG:
            log_path.replace(self.home / "log.old")
        with log_path.open("ab") as log:
            self._server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=data.environment(),
                start_new_session=True,
            )
        return self._server.wait()

    def _stop_when_unused(self) -> None:
        FileLock(self.home / "users.lock").take()  # from here on a new user waits until this process has ended
        self._is_unused.set()
        self._send(_FAST)
        time.sleep(_FAST_SECONDS)
        while True:
            self._send(_IMMEDIATE)
            time.sleep(1)

    def _send(self, signal_number: int) -> None:
        if self._server is not None:
            self._server.send_signal(signal_number)


def _try_some_times(lock: FileLock) -> bool:
    """Take the lock, which those who look whether there is a guard hold for an instant."""
    for _ in range(5):
        if lock.try_take():
            return True
        time.sleep(0.02)
    return False


def choose_identity(folder: Path) -> Identity:
    """How to run the server: as ourselves, and as root in a way that PostgreSQL does not take for root."""
    # Another name for ourselves in a namespace of its own: the files stay ours, no folder above needs to be opened.
    namespace = ["unshare", "--user", f"--map-user={_NOBODY}", "--"]
    if os.geteuid() != 0:
        if _has_account(os.geteuid()):
            return Identity()
        if _works(namespace):
            return Identity(namespace)
        raise GuardError(f"PostgreSQL wants an account for user number {os.geteuid()}: add one, or set DATABASE_URL")
    owner = folder.stat().st_uid if folder.exists() else 0
    if owner == 0:
        if _works(namespace):
            return Identity(namespace)
        owner = _NOBODY
    # Containers often refuse namespaces. Then a change of user, which keeps the right to pass through root's folders;
    # the secure bit makes access() aware of that right.
    powers = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    change = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", *powers, "--"]
    if _works(change):
        return Identity(change, owner)
    raise GuardError(
        "PostgreSQL refuses to run as root, and this machine allows neither a user namespace (unshare) nor a change of "
        "user (setpriv). Work as an ordinary user, or set DATABASE_URL"
    )


def _has_account(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _works(wrapper: list[str]) -> bool:
    """Whether this wrapper starts programs, and whether ours can be reached by them."""
    try:
        probe = [*wrapper, "test", "-x", str(programs() / "postgres")]
        return subprocess.run(probe, check=False, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def _dying_with_parent() -> list[str]:
    """Put in front of the server: shut down when the guard is killed. Empty without util-linux's setpriv."""
    wrapper = ["setpriv", "--pdeathsig=INT", "--"]
    return wrapper if _works(wrapper) else []


def _last_complaint(log: Path) -> str:
    """PostgreSQL's last words, with the detail and the hint that it gave."""
    lines = log.read_text(errors="replace").splitlines()
    start = max((number for number, line in enumerate(lines) if "FATAL:" in line or "PANIC:" in line), default=None)
    if start is None:
        return f"PostgreSQL ended without a word (see {log})"
    following = takewhile(lambda line: "DETAIL:" in line or "HINT:" in line, lines[start + 1 :])
    said = [line.split(":  ", 1)[-1] for line in [lines[start], *following]]
    return f"{' '.join(said)} (see {log})"


def _is_server(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL that works in this folder, and no zombie."""
    try:
        return pid > 0 and os.path.samefile(f"/proc/{pid}/cwd", data) and "postgres" in os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    data_dir, *settings = arguments
    try:
        Guard(Path(data_dir), dict(setting.split("=", 1) for setting in settings)).run()
    except (GuardError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
