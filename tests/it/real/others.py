#!/usr/bin/env python3
"""Asks two other validators of every real document, and writes what they say to `others.txt`.

    tests/it/real/others.py FOLDER [SECONDS] [MINUTES]

FOLDER is what `tests/it/real/get FOLDER` made. The validators are installed into it, at the versions below. Each document
has SECONDS (30) with each validator, and 6 GiB of memory; both validators go from the smallest document to the largest, and
stop after MINUTES (600). What is too large or too slow for one is written so. No validator may reach the network.
"""

import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

PYTHON = "openapi-spec-validator==0.9.0"
NODE = "@seriousme/openapi-schema-validator@2.11.0"
MEMORY = 6 << 30
HERE = Path(__file__).parent


class Worker:
    """A program that answers one line with one line, and is killed when it takes too long."""

    def __init__(self, argv, limit):
        self.argv, self.limit, self.process = argv, limit, None

    def ask(self, path):
        if self.process is None:
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
            assert self.read(120) == b"ready\n", f"{self.argv[0]} does not start"
        self.process.stdin.write(os.fsencode(path) + b"\n")
        answer = self.read(self.limit)
        if answer == b"":
            self.process.kill()
            self.process.wait()
            self.process = None
        return {b"yes\n": "+", b"no\n": "-"}.get(answer, "?")

    def read(self, limit):
        readable, _, _ = select.select([self.process.stdout], [], [], limit)
        return self.process.stdout.readline() if readable else b""


def spec_validator():
    """The worker around `openapi-spec-validator`."""
    import socket

    from openapi_spec_validator import validate

    def refuse(*_):
        raise OSError("no network")

    socket.socket.connect = refuse
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            validate(json.loads(Path(line.rstrip("\n")).read_bytes()))
            said = "yes"
        except (MemoryError, RecursionError):
            said = "gave up"
        except Exception:
            said = "no"
        print(said, flush=True)


def install(folder):
    """The two validators, as the programs to start."""
    venv, node = folder / "python", folder / "node"
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([venv / "bin/pip", "install", "--quiet", PYTHON], check=True)
    node.mkdir(exist_ok=True)
    subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", node, NODE], check=True)
    (node / "others.mjs").write_bytes((HERE / "others.mjs").read_bytes())
    heap = f"--max-old-space-size={MEMORY >> 20}"
    return [[venv / "bin/python", __file__, "--spec-validator"], ["node", heap, node / "others.mjs"]]


def main():
    folder = Path(sys.argv[1]).resolve()
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 30
    end = time.monotonic() + 60 * (float(sys.argv[3]) if len(sys.argv) > 3 else 600)
    documents = folder / "documents"
    paths = sorted(documents.glob("**/*.json"), key=lambda path: path.stat().st_size)
    assert paths, f"{folder} holds no documents"
    said = [{}, {}]

    def go(number, argv):
        worker = Worker([str(word) for word in argv], limit)
        for path in paths:
            said[number][path] = worker.ask(str(path)) if time.monotonic() < end else "?"

    threads = [threading.Thread(target=go, args=each) for each in enumerate(install(folder))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = sorted(f"{said[0][path]}{said[1][path]} {path.relative_to(documents).as_posix()}\n" for path in paths)
    head = [line for line in (HERE / "others.txt").read_text().splitlines(keepends=True) if line.startswith("#")]
    (HERE / "others.txt").write_text("".join(head + lines))


if sys.argv[1:] == ["--spec-validator"]:
    spec_validator()
else:
    main()
