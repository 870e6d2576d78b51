/** Fields that logs do not contain and users may add. */

export const TRAINING_TYPES = ['pre-training', 'fine-tuning'] as const;

/** Fields that logs do not contain, for the styles that ask for them. */
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
  /** Place of the LaTeX bibliography: `embedded` (default), or `apart` in its own file (style `bibtex`). */
  bibliography?: 'embedded' | 'apart';
}
