"""Callbacks of training frameworks, which are imported only when one is used."""

import importlib
import sys

from . import marks


class _Epochs:
    """What every callback does."""

    def __init__(self):
        self._open = None

    def _begin(self, total):
        marks.plan(total)

    def _start(self):
        self._end()
        self._open = marks.start()

    def _end(self):
        if self._open is not None:
            marks.end(self._open)
        self._open = None


def lightning_callback():
    """Make the callback for Lightning, under the name by which it was imported."""
    name = "lightning.pytorch"
    if name not in sys.modules and "pytorch_lightning" in sys.modules:
        name = "pytorch_lightning"
    try:
        module = importlib.import_module(name + ".callbacks")
    except ImportError:
        module = importlib.import_module("pytorch_lightning.callbacks")

    class LightningCallback(module.Callback):
        """Marks the epochs of a Lightning Trainer, each with its validation."""

        def __init__(self):
            super().__init__()
            self._epochs = _Epochs()

        def on_train_start(self, trainer, pl_module):
            total = getattr(trainer, "max_epochs", None)
            if total is not None and total > 0:
                self._epochs._begin(total - trainer.current_epoch)

        def on_train_epoch_start(self, trainer, pl_module):
            self._epochs._start()

        def on_train_epoch_end(self, trainer, pl_module):
            self._epochs._end()

        def on_train_end(self, trainer, pl_module):
            self._epochs._end()

        def on_exception(self, trainer, pl_module, exception):
            self._epochs._end()

    return LightningCallback


def keras_callback():
    """Make the callback for Keras."""
    try:
        from keras.callbacks import Callback
    except ImportError:
        from tensorflow.keras.callbacks import Callback

    class KerasCallback(Callback):
        """Marks the epochs of ``Model.fit``, each with its validation."""

        def __init__(self):
            super().__init__()
            self._epochs = _Epochs()

        def on_train_begin(self, logs=None):
            self._epochs._begin((self.params or {}).get("epochs"))

        def on_epoch_begin(self, epoch, logs=None):
            self._epochs._start()

        def on_epoch_end(self, epoch, logs=None):
            self._epochs._end()

        def on_train_end(self, logs=None):
            self._epochs._end()

    return KerasCallback


def transformers_callback():
    """Make the callback for Hugging Face's Trainer."""
    from transformers import TrainerCallback

    class TransformersCallback(TrainerCallback):
        """Marks the epochs of a Trainer; evaluation and saving run between them."""

        def __init__(self):
            self._epochs = _Epochs()

        def on_train_begin(self, args, state, control, **kwargs):
            self._epochs._begin(round(state.num_train_epochs or 0))

        def on_epoch_begin(self, args, state, control, **kwargs):
            self._epochs._start()

        def on_epoch_end(self, args, state, control, **kwargs):
            self._epochs._end()

        def on_train_end(self, args, state, control, **kwargs):
            self._epochs._end()

    return TransformersCallback
