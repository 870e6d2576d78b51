"""Epochs that trainings mark on a real GPU, against the NVML energy counter around each.

    ct-track --python --components gpu --log-dir logs python3 bench/epochs_on_gpu.py plain|lightning|trainer counters.json
    ct-track --components gpu --log-dir logs --epoch-pattern lightning python3 bench/epochs_on_gpu.py bar counters.json
    python3 bench/epochs_on_gpu.py compare counters.json logs

`plain` uses every GPU, each with another load; the others use the first, with CUDA_VISIBLE_DEVICES=0. `bar` says nothing to
ct-track: only Lightning's bar shows the epochs, so it needs a terminal. Needs PyTorch and nvidia-ml-py; lightning and
transformers where they are tried.
"""

import glob
import json
import sys
import time

EPOCHS = 6
STEP_S = 0.05
STEPS = 50  # 2.5 s
PAUSE_S = 0.7


class Counter:
    """Readings of the energy counters of all visible GPUs, in joules, at the start and end of each epoch."""

    def __init__(self):
        import pynvml
        import torch

        pynvml.nvmlInit()
        self._nvml = pynvml
        count = torch.cuda.device_count()
        self._gpus = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(count)]
        self.readings = []

    def read(self):
        energy_mj = [self._nvml.nvmlDeviceGetTotalEnergyConsumption(gpu) for gpu in self._gpus]
        self.readings.append((time.time(), sum(energy_mj) / 1000))

    def save(self, path):
        with open(path, "w") as file:
            json.dump(self.readings, file)


def worker():
    """A function that keeps the GPUs busy for one step, each with a matrix of another size."""
    import torch

    sizes = [8192 >> i for i in range(torch.cuda.device_count())]
    matrices = [
        torch.randn(size, size, device="cuda:%d" % i, dtype=torch.bfloat16)
        for i, size in enumerate(sizes)
    ]

    def work(seconds=STEP_S):
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for a in matrices:
                torch.mm(a, a)
            for a in matrices:
                torch.cuda.synchronize(a.device)

    work(1)
    return work


def plain(counter):
    from carbontracker.tracker import CarbonTracker

    work = worker()
    tracker = CarbonTracker(epochs=EPOCHS)
    for i in range(EPOCHS):
        counter.read()
        tracker.epoch_start()
        # Busy and idle in turn, 2 to 4.5 s.
        for _ in range(8 + 2 * i):
            work(0.18)
            time.sleep(0.07)
        counter.read()
        tracker.epoch_end()
        time.sleep(PAUSE_S)
    tracker.stop()


def with_lightning(counter, marks=True):
    import lightning.pytorch as pl
    import torch

    callbacks = []
    if marks:
        import ct_track

        callbacks.append(ct_track.LightningCallback())

    work = worker()

    class Truth(pl.Callback):
        def on_train_epoch_start(self, trainer, module):
            counter.read()

        def on_train_epoch_end(self, trainer, module):
            counter.read()

    class Model(pl.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(8, 1)

        def training_step(self, batch, index):
            work()
            return self.layer(batch).mean()

        def validation_step(self, batch, index):
            time.sleep(PAUSE_S / 10)

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), 1e-3)

    data = torch.utils.data.DataLoader(torch.randn(STEPS, 8))
    checks = torch.utils.data.DataLoader(torch.randn(10, 8))
    trainer = pl.Trainer(
        max_epochs=EPOCHS,
        accelerator="gpu",
        devices=1,
        logger=False,
        enable_checkpointing=False,
        callbacks=[Truth(), *callbacks],
    )
    trainer.fit(Model(), data, checks)


def with_trainer(counter):
    import tempfile

    import torch
    import transformers

    import ct_track

    work = worker()

    class Truth(transformers.TrainerCallback):
        def on_epoch_begin(self, *args, **kwargs):
            counter.read()

        def on_epoch_end(self, *args, **kwargs):
            counter.read()

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(8, 1)

        def forward(self, x, labels=None):
            if self.training:
                work()
            else:
                time.sleep(PAUSE_S / 10)
            return {"loss": self.layer(x).mean(), "logits": x}

    rows = [{"x": torch.randn(8), "labels": torch.zeros(1)} for _ in range(STEPS)]
    arguments = transformers.TrainingArguments(
        output_dir=tempfile.mkdtemp(),
        num_train_epochs=EPOCHS,
        per_device_train_batch_size=1,
        per_device_eval_batch_size=1,
        eval_strategy="epoch",
        save_strategy="no",
        report_to="none",
        remove_unused_columns=False,
    )
    transformers.Trainer(
        model=Model(),
        args=arguments,
        train_dataset=rows,
        eval_dataset=rows[:10],
        callbacks=[Truth(), ct_track.TransformersCallback()],
    ).train()


def energy_j(entry):
    """Energy of an epoch of the log, all GPUs, in joules."""
    devices = entry["devices"]
    return sum(devices[name]["energyJ"] for name in devices if name.startswith("gpu:"))


def compare(path, folder):
    """Print the epochs of the log beside the differences of the counter."""
    with open(path) as file:
        readings = json.load(file)
    pairs = list(zip(readings[::2], readings[1::2]))
    epochs = []
    log = [p for p in glob.glob(folder + "/*_carbontracker.log") if "_output" not in p]
    for line in open(log[0]):
        if ' - ct-track {"event":"' not in line:
            continue
        entry = json.loads(line.split(" - ct-track ", 1)[1])
        if entry["event"] == "epoch":
            epochs.append(entry)
    print("%d epochs marked, %d in the log" % (len(pairs), len(epochs)))
    for ((t0, j0), (t1, j1)), entry in zip(pairs, epochs):
        energy = energy_j(entry)
        difference = 100 * (energy / (j1 - j0) - 1)
        text = "counter %.2f s %.1f J, log %.2f s %.1f J: %+.2f %%"
        seconds = entry["endS"] - entry["startS"]
        print(text % (t1 - t0, j1 - j0, seconds, energy, difference))
    truth = sum(b[1] - a[1] for a, b in pairs)
    ours = sum(energy_j(entry) for entry in epochs)
    print("all epochs: %.1f J, log %.1f J: %+.2f %%" % (truth, ours, 100 * (ours / truth - 1)))


def main(action, path, *rest):
    if action == "compare":
        return compare(path, *rest)
    counter = Counter()
    trainings = {
        "plain": plain,
        "lightning": with_lightning,
        "trainer": with_trainer,
        "bar": lambda counter: with_lightning(counter, marks=False),
    }
    trainings[action](counter)
    counter.save(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
