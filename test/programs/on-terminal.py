"""Runs a command on a pseudo-terminal as its controlling terminal, and types.

    on-terminal.py '[["continue (y/n)?", "y\\n", 1.5]]' command...

Each step waits for a text on the terminal, then for some seconds, and types. Before typing it prints the states of
the shells with the word of the environment variable MARKER in their command line, as /proc shows them.
"""

import json
import os
import pty
import sys
import time


def states(marker):
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            with open(f"/proc/{pid}/stat") as file:
                state = file.read().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if words[0] == b"bash" and marker.encode() in words:
            # A shell forks before it becomes the program that it starts: until then both are the same shell.
            found.setdefault(tuple(words), set()).add(state)
    return sorted("".join(sorted(own)) for own in found.values())


def settled_states(marker):
    """A stopped process runs on until it is its turn to take the signal, which on a busy machine takes a while."""
    until = time.monotonic() + 5
    found = states(marker)
    while any("R" in own for own in found) and time.monotonic() < until:
        time.sleep(0.02)
        found = states(marker)
    return found


def main():
    steps = json.loads(sys.argv[1])
    marker = os.environ["MARKER"]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[2], sys.argv[2:])
    shown = ""
    seen = []
    while True:
        while steps and steps[0][0] in shown:
            text, typed, wait_s = steps.pop(0)
            shown = shown.partition(text)[2]
            time.sleep(wait_s)
            seen.append(settled_states(marker))
            if typed == "hang up":
                os.close(terminal)
                terminal = None
            elif typed.startswith("kill "):
                os.kill(pid, int(typed.removeprefix("kill ")))
            else:
                os.write(terminal, typed.encode())
        if terminal is None:
            break
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break
        if not read:
            break
        text = read.decode(errors="replace")
        shown += text
        sys.stderr.write(text)
    _, status = os.waitpid(pid, 0)
    print(json.dumps({"states": seen, "status": os.waitstatus_to_exitcode(status)}))


main()
