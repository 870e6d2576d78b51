"""Marks the epochs of a training for ct-track; without ct-track it does nothing.

>>> import ct_track
>>> for epoch in ct_track.epochs(range(10)):
...     pass
"""

from .logs import aggregate, parse_all_logs
from .loops import epoch, epochs

__all__ = [
    "KerasCallback",
    "LightningCallback",
    "TransformersCallback",
    "aggregate",
    "epoch",
    "epochs",
    "parse_all_logs",
]

_CALLBACKS = {
    "KerasCallback": "keras_callback",
    "LightningCallback": "lightning_callback",
    "TransformersCallback": "transformers_callback",
}


def __getattr__(name):
    """Make a callback when it is used: only then its framework is imported."""
    if name not in _CALLBACKS:
        raise AttributeError("module 'ct_track' has no attribute %r" % name)
    from . import callbacks

    made = getattr(callbacks, _CALLBACKS[name])()
    # Found again by pickle, as for processes that a Trainer starts.
    made.__module__, made.__qualname__ = __name__, name
    globals()[name] = made
    return made


def load_ipython_extension(ipython):
    """Register ``%%ct_track``; called by ``%load_ext ct_track``."""
    from . import notebook

    notebook.load(ipython)
