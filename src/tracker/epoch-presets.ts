/** How the output of common training programs shows epochs; each rule comes from output in `fixtures/training-output`. */

/** Whether a line is printed when an epoch starts, or when it has ended; `auto`: its words and the times decide. */
export type EpochMoment = 'start' | 'end' | 'auto';

/** One kind of line that shows epochs. */
export interface EpochRule {
  /** Finds the line: its first group is the number of the epoch, a second one the number of all epochs. */
  regex: RegExp;
  /** When the line is printed. */
  comesAt: EpochMoment;
  /**
   * What the number is: that of the epoch; the progress so far, such as 2.54, on whole lines; or the epochs that a
   * redrawn bar has done.
   */
  counts: 'number' | 'progress' | 'done';
  /** A line that comes right before the first epoch. */
  opens?: RegExp;
  /** A line that comes right after the last epoch, where lines show starts: what follows belongs to no epoch. */
  closes?: RegExp;
  /** Whether a line counts only if its second group is the number of planned epochs. */
  isOfPlan?: true;
  /** Whether any other rule that fits later is to be preferred. */
  isGuess?: true;
}

const start = (regex: RegExp, besides: Pick<EpochRule, 'opens' | 'closes'> = {}): EpochRule => ({
  regex,
  comesAt: 'start',
  counts: 'number',
  ...besides,
});

/** `Epoch 3/10`, alone on its line */
const KERAS = start(/^\s*Epoch (\d+)\/(\d+)\s*$/);

/**
 * `Epoch 3:  50%|` of the tqdm bar, `Epoch 3/9  ━━━ 5/10` of the Rich bar. Through a pipe Rich draws the last state only,
 * which shows no epoch.
 */
const LIGHTNING = start(/^\s*Epoch (\d+)(?::\s+(?:\d+%)?\||\/(\d+)\s+[━╸╺ ]+(?!(\d+)\/\3\s)\d+\/)/, {
  closes: /`Trainer\.fit` stopped: /,
});

/** `{'loss': '0.3', ..., 'epoch': '2.54'}`; the bar of the steps appears when the training starts. */
const HUGGINGFACE: EpochRule = {
  regex: /'epoch': '?(\d+(?:\.\d+)?(?:e[+-]?\d+)?)'?[,}]/,
  comesAt: 'end',
  counts: 'progress',
  opens: /^\s*0%\|\s*\| 0\/\d+ \[00:00<\?/,
};

/** `Epoch 3/10:  50%|`, `train epoch [3/10]:  50%|`: a bar for each epoch */
const TQDM_BATCHES = start(/\bepoch\W{0,3}(\d+)(?!\d|%|\.\d)(?:\s*(?:\/|of)\s*(\d+))?[^|]*\d%\|/i);

/** `epochs:  30%|███  | 3/10 [`: one bar for all epochs, by its name */
const TQDM_EPOCHS: EpochRule = {
  regex: /^\s*(?:[^|]*\W)?epochs?\W+\d+%\|[^|]*\|\s*(\d+)\/(\d+) \[/i,
  comesAt: 'end',
  counts: 'done',
};

/** ` 30%|███  | 3/10 [00:01<00:02,  2.50epoch/s]`: the same by its unit */
const TQDM_UNIT: EpochRule = {
  regex: /^\s*(?:[^|]*\W)?\d+%\|[^|]*\|\s*(\d+)\/(\d+) \[[^\]]*epochs?\b/i,
  comesAt: 'end',
  counts: 'done',
};

/** ` 30%|███  | 3/10 [`: a bar without a name that counts to the planned epochs */
const TQDM_OF_PLAN: EpochRule = {
  regex: /^\s*\d+%\|[^|]*\|\s*(\d+)\/(\d+) \[/,
  comesAt: 'end',
  counts: 'done',
  isOfPlan: true,
};

/** `      3/100      2.1G      1.08 ...` below its heading */
const ULTRALYTICS = start(/^\s*(\d+)\/(\d+)\s+\d+(?:\.\d+)?G\s/, {
  opens: /^\s*Epoch\s+GPU_mem\s|^Starting training for \d+ epochs/i,
  closes: /^\d+ epochs completed in \d/,
});

/** `Train: 3 [  50/390 ( 13%)]  Loss: ...` */
const TIMM = start(/\bTrain: (\d+) \[\s*\d+\/\d+\s/, {
  opens: /\bScheduled epochs: \d/,
  closes: /^\*\*\* Best metric: /,
});

/** `Epoch 3/10 : |███---| 40.00% [`: the bars of an epoch */
const FASTAI_BARS = start(/^\s*Epoch (\d+)\/(\d+) : /);

/** `2         0.512345    0.431234    0.850000  00:03`: the row of an epoch, where there are no bars */
const FASTAI_ROWS: EpochRule = {
  regex: /^\s*(\d+)\s+(?:\d+\.\d{6}|nan|None)\s.*\s\d+:\d\d\s*$/,
  comesAt: 'end',
  counts: 'number',
  opens: /^\s*epoch\s+train_loss\s/,
};

/** `iter 250: loss 2.1, time 50.1ms, mfu 12.3%`: iterations are what it counts, and the evaluation before them comes first. */
const NANOGPT: EpochRule = {
  regex: /^\s*iter (\d+): loss\s/,
  comesAt: 'end',
  counts: 'number',
  opens: /^\s*step \d+: train loss\s/,
};

/** `Epoch(train)  [3][ 50/390]  lr: ...`, and `Epoch [3][50/390]` of MMCV */
const MMENGINE = start(/\bEpoch(?:\(train\)\s*| )\[\s*(\d+)\]\[\s*\d+\/\d+\]/, {
  opens: /\bCheckpoints will be saved to\s/,
});

/** `Epoch 3`, `epoch: 3`, `Epoch [3/10]` anywhere but in a bar */
const ANY: EpochRule = {
  regex: /\bepoch\W{0,3}(\d+)(?!\d|%|\.\d)(?:\s*(?:\/|of)\s*(\d+))?(?!.*[━█])/i,
  comesAt: 'auto',
  counts: 'number',
  isGuess: true,
};

/** The presets by name, in the order of the help. */
export const PRESETS: Readonly<Record<string, readonly EpochRule[]>> = {
  auto: [
    HUGGINGFACE,
    ULTRALYTICS,
    TIMM,
    MMENGINE,
    NANOGPT,
    FASTAI_BARS,
    LIGHTNING,
    TQDM_BATCHES,
    KERAS,
    TQDM_EPOCHS,
    TQDM_UNIT,
    TQDM_OF_PLAN,
    FASTAI_ROWS,
    ANY,
  ],
  keras: [KERAS],
  lightning: [LIGHTNING],
  huggingface: [HUGGINGFACE],
  tqdm: [TQDM_BATCHES, TQDM_EPOCHS, TQDM_UNIT, TQDM_OF_PLAN],
  ultralytics: [ULTRALYTICS],
  timm: [TIMM],
  fastai: [FASTAI_BARS, FASTAI_ROWS],
  nanogpt: [NANOGPT],
  mmengine: [MMENGINE],
};
