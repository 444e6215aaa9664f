"""`comity desk`: the pages, served with the settings as they are shipped."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

from tests.cli.desk import COMITY, ROOT, environment, program


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answer(process, url):
    """What an address answers as soon as it does."""
    for _ in range(300):
        assert process.poll() is None, "the desk ended"
        try:
            with urllib.request.urlopen(url, timeout=5) as found:
                return json.load(found)
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("the desk does not answer")


def test_the_desk_serves_its_pages_until_it_is_told_to_stop(tmp_path):
    """With nothing but a folder that `desk setup` made it answers, and ends in order."""
    home, port = tmp_path / "home", free_port()
    assert 0 == program(home, "desk", "setup").code
    process = subprocess.Popen(
        [COMITY, "desk", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        health = answer(process, f"http://127.0.0.1:{port}/health")
        process.terminate()

        assert {"status": "ok"} == health
        assert 0 == process.wait(30)
    finally:
        process.kill()
        process.wait()


def test_the_settings_as_shipped_pass_djangos_own_check(tmp_path):
    """`check --deploy` has nothing to say of them."""
    home = tmp_path / "home"
    assert 0 == program(home, "desk", "setup").code

    done = subprocess.run(
        [COMITY.with_name("python"), "-m", "comity.desk", "check", "--deploy",
         "--fail-level", "WARNING"],
        cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr


def test_a_desk_that_was_not_made_serves_nothing(tmp_path):
    """Without a desk the command says how to make one."""
    run = program(tmp_path / "nothing", "desk")

    assert 2 == run.code
    assert "comity desk setup" in run.err


def test_a_connection_without_a_call_is_ended(tmp_path):
    """CJIS SC-10: well within the hour after its last call."""
    home, port = tmp_path / "home", free_port()
    assert 0 == program(home, "desk", "setup").code
    process = subprocess.Popen(
        [COMITY, "desk", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answer(process, f"http://127.0.0.1:{port}/health")
        with socket.create_connection(("127.0.0.1", port), timeout=60) as called:
            called.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert called.recv(4096).startswith(b"HTTP/1.1 200")
            began = time.monotonic()
            while called.recv(4096):
                pass
            assert time.monotonic() - began < 30
    finally:
        process.terminate()
        process.wait(20)
