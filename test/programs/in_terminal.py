"""Runs a command in a terminal of its own, and types, resizes it or closes it as told by standard input.

Standard input is JSON: {"command": [...], "size": [columns, lines], "steps": [{"await": TEXT, "type": TEXT} or
{"await": TEXT, "size": [columns, lines]}, ...]}. Each step waits for its text in what came since the step before.
Standard output is JSON: {"output": TEXT, "status": STATUS}, with the negated number of a signal as the status.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios


def resize(terminal, size):
    columns, lines = size
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def act(terminal, step):
    if "type" in step:
        os.write(terminal, step["type"].encode())
    if "size" in step:
        resize(terminal, step["size"])


def read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""  # no process has the terminal open


def main():
    task = json.load(sys.stdin)
    ready, go = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.close(go)
        os.read(ready, 1)
        os.execvp(task["command"][0], task["command"])
    resize(terminal, task.get("size", [80, 24]))
    os.write(go, b"x")
    output, seen, steps = b"", 0, list(task["steps"])
    while True:
        part = read(terminal)
        output += part
        while steps and (at := output.find(steps[0]["await"].encode(), seen)) != -1:
            seen = at + len(steps[0]["await"].encode())
            act(terminal, steps.pop(0))
        if not part:
            break
    _, status = os.waitpid(pid, 0)
    print(json.dumps({"output": output.decode(), "status": os.waitstatus_to_exitcode(status)}))


main()
