"""CarbonTracker for scripts that run under ``ct-track --python``.

ct-track measures; this class only marks the epochs.
"""

import sys

from ct_track import marks

#: Arguments that change figures or files elsewhere: ct-track has options for them.
_WITHOUT_EFFECT = {
    "api_keys": None,
    "components": "all",
    "devices_by_pid": False,
    "log_dir": None,
    "sim_cpu": None,
    "sim_gpu": None,
    "stop_and_confirm": False,
}


class CarbonTracker:
    """Marks the epochs of a training; takes every argument of carbontracker 2.4.3."""

    def __init__(
        self,
        epochs,
        epochs_before_pred=1,
        monitor_epochs=-1,
        update_interval=1,
        interpretable=True,
        stop_and_confirm=False,
        ignore_errors=False,
        components="all",
        devices_by_pid=False,
        log_dir=None,
        log_file_prefix="",
        verbose=1,
        decimal_precision=12,
        api_keys=None,
        sim_cpu=None,
        sim_cpu_tdp=None,
        sim_cpu_util=None,
        sim_gpu=None,
        sim_gpu_watts=None,
        sim_gpu_util=None,
    ):
        given = locals()
        self.epochs = epochs
        self.epoch_counter = 0
        self._open = None
        self._stopped = False
        if not marks.are_heard():
            _note("not under ct-track: nothing is measured")
        else:
            unused = [
                name
                for name, default in _WITHOUT_EFFECT.items()
                if given[name] != default
            ]
            if unused:
                _note(
                    "no effect under ct-track: %s; see ct-track --help"
                    % ", ".join(unused)
                )
        marks.plan(epochs)

    def epoch_start(self):
        """Start an epoch; one that is still open ends here."""
        if self._stopped:
            return
        self._end()
        self.epoch_counter += 1
        self._open = marks.start()

    def epoch_end(self):
        """End the epoch. All are marked: ct-track need not save on monitoring."""
        self._end()

    def stop(self):
        """End the tracking, at whatever epoch."""
        self._end()
        self._stopped = True

    def set_api_keys(self, api_keys):
        """Accepted and ignored: ct-track reads its tokens itself."""
        _note("no effect under ct-track: set_api_keys; see ct-track --help")

    def _end(self):
        if self._open is not None:
            marks.end(self._open)
        self._open = None


def _note(text):
    try:
        sys.stderr.write("carbontracker: %s\n" % text)
    except (AttributeError, OSError, ValueError):
        pass  # Nobody reads it.
