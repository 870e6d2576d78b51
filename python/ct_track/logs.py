"""Logs as dictionaries, read by ct-parse."""

import json
import os
import shutil
import subprocess

_DIST = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "dist", "cli"
)

_SCRIPTS = {"ct-parse": "ct-parse.js", "ct-track": "ct-track.js"}


def command(name):
    """Words that run a command of this package, else of the path."""
    script = os.path.join(_DIST, _SCRIPTS[name])
    node = shutil.which("node")
    if node is not None and os.path.exists(script):
        return [node, script]
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(name + " is not installed: npm install -g ct-parse")
    return [found]


def parse_all_logs(log_dir):
    """Return the logs below a folder, a dictionary each, as carbontracker does."""
    return _run("parse", log_dir)


def aggregate(log_dir):
    """Return the totals of a folder: energy in kWh, CO2eq in g, their basis."""
    return _run("aggregate", log_dir)


def _run(verb, log_dir):
    words = command("ct-parse") + [verb, "--json", "--", os.fspath(log_dir)]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError(lines[-1] if lines else "ct-parse failed")
    return json.loads(done.stdout.decode("utf-8"))
