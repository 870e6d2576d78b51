"""``%load_ext ct_track``: the magic ``%%ct_track`` measures a cell."""

import os
import shlex
import signal
import subprocess
import tempfile

from . import logs, marks
from .loops import epoch

#: The tracker of a cell may take this long to write its logs, in s.
_ENDING_S = 30


def load(ipython):
    """Register the magic."""

    def ct_track(line, cell):
        """Measure a cell; the line holds options of ct-track."""
        if marks.are_heard():
            with epoch():
                ipython.run_cell(cell)
            return
        tracker = CellTracker(shlex.split(line))
        try:
            ipython.run_cell(cell)
        finally:
            print(tracker.stop())

    ipython.register_magic_function(ct_track, magic_kind="cell")


class CellTracker:
    """A ct-track that measures this process until it is stopped."""

    def __init__(self, options=()):
        file, self._marks = tempfile.mkstemp(prefix="ct-track-cell-")
        os.close(file)
        # It says when it is ready.
        spoken = [option for option in options if option != "--quiet"]
        words = logs.command("ct-track") + spoken + ["--pid", str(os.getpid())]
        os.environ[marks.VARIABLE] = self._marks
        self._ready = ""
        try:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                # Ctrl-C in a terminal is for the kernel alone.
                start_new_session=True,
            )
            self._wait_until_ready()
        except BaseException:
            self._forget()
            raise

    def _wait_until_ready(self):
        """ct-track says when it measures; anything else before that ends it."""
        for line in self._process.stderr:
            text = line.decode("utf-8", "replace")
            if "measuring until process" in text:
                return
            self._ready += text
        self._process.wait()
        raise RuntimeError(self._ready.strip() or "ct-track ended")

    def stop(self):
        """End the measuring and return what ct-track says about it."""
        os.environ.pop(marks.VARIABLE, None)
        self._process.send_signal(signal.SIGINT)
        try:
            _, said = self._process.communicate(timeout=_ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            _, said = self._process.communicate()
        self._forget()
        lines = (self._ready + said.decode("utf-8", "replace")).splitlines()
        return "\n".join(line for line in lines if "runs on without" not in line)

    def _forget(self):
        os.environ.pop(marks.VARIABLE, None)
        try:
            os.remove(self._marks)
        except OSError:
            pass
