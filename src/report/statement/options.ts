/** What logs cannot tell and people may add. */

export const TRAINING_TYPES = ['pre-training', 'fine-tuning'] as const;

/** What the logs cannot tell, for styles that ask for it. */
export interface StatementOptions {
  /** Number of parameters of the models, in words: `110 million`. */
  parameters?: string;
  /** Cloud provider or cluster. */
  provider?: string;
  /** Region of the provider, or place of the cluster. */
  region?: string;
  trainingType?: (typeof TRAINING_TYPES)[number];
  /** Memory of the machines. */
  memory?: string;
  /** Where the bibliography of LaTeX goes: `embedded`, the default, or a file of its own (style `bibtex`). */
  bibliography?: 'embedded' | 'apart';
}
