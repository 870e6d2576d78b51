"""Tests of the modules alone: python3 -m unittest discover -s python/tests."""

import contextlib
import importlib
import io
import os
import pickle
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)


class Case(unittest.TestCase):
    """A file of marks, and modules that have marked nothing."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.path = os.path.join(self.folder, "marks")
        open(self.path, "w").close()
        os.environ["CT_TRACK_EPOCHS"] = self.path
        for name in [n for n in sys.modules if n.split(".")[0] in OURS]:
            del sys.modules[name]
        self.ct_track = importlib.import_module("ct_track")

    def tearDown(self):
        os.environ.pop("CT_TRACK_EPOCHS", None)

    def marks(self):
        with open(self.path) as file:
            return [line.rsplit(" @", 1)[0] for line in file]


OURS = ("ct_track", "carbontracker", "lightning", "keras", "transformers")


def epochs_of(*numbers):
    return [line % n for n in numbers for line in ("start %d", "end %d")]


class Loops(Case):
    def test_each_round_is_an_epoch(self):
        self.assertEqual(list(self.ct_track.epochs(range(5, 8))), [5, 6, 7])
        self.assertEqual(self.marks(), ["total 3"] + epochs_of(1, 2, 3))

    def test_numbers_and_plan_go_on(self):
        list(self.ct_track.epochs(range(2)))
        list(self.ct_track.epochs(range(3)))
        plans = [line for line in self.marks() if line.startswith("total")]
        self.assertEqual(plans, ["total 2", "total 5"])
        self.assertEqual(self.marks()[-1], "end 5")

    def test_break_and_errors_end_the_epoch(self):
        for _ in self.ct_track.epochs(iter([1, 2])):
            break
        with self.assertRaises(ValueError), self.ct_track.epoch():
            raise ValueError
        self.assertEqual(self.marks(), epochs_of(1, 2))

    def test_marks_have_the_time(self):
        with self.ct_track.epoch():
            pass
        with open(self.path) as file:
            times = [float(line.rsplit("@", 1)[1]) for line in file]
        self.assertEqual(times, sorted(times))
        self.assertLess(abs(times[0] - os.stat(self.path).st_mtime), 60)


class NothingFails(Case):
    def run_all(self):
        self.assertEqual(list(self.ct_track.epochs(range(2))), [0, 1])
        with self.ct_track.epoch():
            pass

    def test_without_ct_track(self):
        del os.environ["CT_TRACK_EPOCHS"]
        self.run_all()
        self.assertEqual(self.marks(), [])

    def test_file_removed(self):
        os.remove(self.path)
        self.run_all()

    def test_folder_removed(self):
        os.environ["CT_TRACK_EPOCHS"] = os.path.join(self.folder, "no", "file")
        self.run_all()

    def test_a_folder_a_pipe_and_a_full_disk(self):
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        for path in (self.folder, pipe, "/dev/full", "\0", "x" * 5000):
            os.environ["CT_TRACK_EPOCHS"] = path if "\0" not in path else "nul"
            self.run_all()
        with contextlib.suppress(OSError):
            os.remove("nul")

    def test_odd_plans(self):
        marks = importlib.import_module("ct_track.marks")
        for epochs in (None, "x", -1, 0, float("inf"), float("nan")):
            marks.plan(epochs)
        self.assertEqual(self.marks(), [])


class DropIn(Case):
    def tracker(self, *args, **options):
        module = importlib.import_module("carbontracker.tracker")
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            tracker = module.CarbonTracker(*args, **options)
        return tracker, said.getvalue()

    def test_marks_every_epoch(self):
        tracker, said = self.tracker(epochs=3, monitor_epochs=1, verbose=2)
        for _ in range(3):
            tracker.epoch_start()
            tracker.epoch_end()
        tracker.stop()
        tracker.epoch_start()
        self.assertEqual(self.marks(), ["total 3"] + epochs_of(1, 2, 3))
        self.assertEqual(said, "")

    def test_takes_every_argument_in_order(self):
        order = (3, 1, -1, 10, True, True, True, "gpu", True, "logs", "p", 2, 6)
        _, said = self.tracker(*order, {"x": "y"}, "cpu", 1, 0.5, "gpu", 2, 0.5)
        self.assertEqual(said.count("\n"), 1)
        self.assertIn("api_keys, components, devices_by_pid, log_dir", said)

    def test_stop_ends_an_open_epoch(self):
        tracker, _ = self.tracker(9)
        tracker.epoch_start()
        tracker.epoch_start()
        tracker.stop()
        tracker.stop()
        self.assertEqual(self.marks(), ["total 9"] + epochs_of(1, 2))

    def test_says_once_that_nothing_is_measured(self):
        del os.environ["CT_TRACK_EPOCHS"]
        tracker, said = self.tracker(9, api_keys={})
        tracker.epoch_start()
        expected = "carbontracker: not under ct-track: nothing is measured\n"
        self.assertEqual(said, expected)

    def test_other_modules_come_from_an_installed_carbontracker(self):
        installed = os.path.join(self.folder, "carbontracker")
        os.mkdir(installed)
        for name, text in (
            ("__init__.py", ""),
            ("tracker.py", "CarbonTracker = 'theirs'"),
            ("parser.py", "from carbontracker import tracker\nNAME = 'parser'"),
        ):
            with open(os.path.join(installed, name), "w") as file:
                file.write(text)
        code = (
            "import carbontracker.parser as p; from carbontracker.tracker import "
            "CarbonTracker as T; print(p.NAME, T.__module__, T.__name__)"
        )
        path = os.pathsep.join([ROOT, self.folder])
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=dict(os.environ, PYTHONPATH=path),
            stdout=subprocess.PIPE,
            check=True,
        )
        expected = b"parser carbontracker.tracker CarbonTracker"
        self.assertEqual(done.stdout.strip(), expected)


class Callbacks(Case):
    """The hooks in the order in which the frameworks call them."""

    def install(self, name, attribute):
        for end in range(1, name.count(".") + 2):
            part = ".".join(name.split(".")[:end])
            sys.modules.setdefault(part, types.ModuleType(part))
        base = type(attribute, (), {"params": {"epochs": 2}})
        setattr(sys.modules[name], attribute, base)
        return base

    def test_import_no_framework_before_use(self):
        code = "import sys, ct_track, carbontracker.tracker; print(*sys.modules)"
        env = dict(os.environ, PYTHONPATH=ROOT)
        loaded = subprocess.check_output([sys.executable, "-c", code], env=env)
        names = {name.split(".")[0] for name in loaded.decode().split()}
        self.assertFalse(names & {"torch", "lightning", "keras", "transformers"})

    def test_lightning(self):
        base = self.install("lightning.pytorch.callbacks", "Callback")
        callback = self.ct_track.LightningCallback()
        self.assertIsInstance(callback, base)
        trainer = types.SimpleNamespace(max_epochs=3, current_epoch=1)
        callback.on_train_start(trainer, None)
        for _ in range(2):
            callback.on_train_epoch_start(trainer, None)
            callback.on_train_epoch_end(trainer, None)
        callback.on_train_epoch_start(trainer, None)
        callback.on_exception(trainer, None, KeyboardInterrupt())
        callback.on_train_end(trainer, None)
        self.assertEqual(self.marks(), ["total 2"] + epochs_of(1, 2, 3))
        self.assertIs(type(pickle.loads(pickle.dumps(callback))), type(callback))

    def test_keras(self):
        self.install("keras.callbacks", "Callback")
        callback = self.ct_track.KerasCallback()
        callback.on_train_begin()
        for epoch in range(2):
            callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, {})
        callback.on_train_end()
        self.assertEqual(self.marks(), ["total 2"] + epochs_of(1, 2))

    def test_transformers(self):
        self.install("transformers", "TrainerCallback")
        callback = self.ct_track.TransformersCallback()
        state = types.SimpleNamespace(num_train_epochs=2)
        callback.on_train_begin(None, state, None, model=None)
        for _ in range(2):
            callback.on_epoch_begin(None, state, None)
            callback.on_epoch_end(None, state, None)
        callback.on_train_end(None, state, None)
        self.assertEqual(self.marks(), ["total 2"] + epochs_of(1, 2))

    def test_without_the_framework(self):
        sys.modules["transformers"] = None
        with self.assertRaises(ImportError):
            self.ct_track.TransformersCallback()
        with self.assertRaises(AttributeError):
            self.ct_track.TorchCallback()


if __name__ == "__main__":
    unittest.main()
