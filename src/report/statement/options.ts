/** Fields that logs do not contain and users may add. */

/** Types of training that a model card names. */
export const TRAINING_TYPES = ['pre-training', 'fine-tuning'] as const;

/** Fields that logs do not contain, for the styles that ask for them. */
export interface StatementOptions {
  /** Number of parameters of the models, in words: `110 million`. */
  parameters?: string;
  /** Cloud provider or cluster. */
  provider?: string;
  /** Region of the provider, or place of the cluster. */
  region?: string;
  /** Type of the training, for a model card and for `boamps`. */
  trainingType?: (typeof TRAINING_TYPES)[number];
  /** Memory of the machines. */
  memory?: string;
  /** What one functional unit of the software is, for `sci`: `1000 requests`. */
  functionalUnit?: string;
  /** How many functional units the runs served, for `sci`; above 0. */
  functionalUnits?: number;
  /** The share of the hardware's embodied CO2eq that the runs take, in g, for `sci`; from 0. */
  embodiedCo2eqG?: number;
  /** Date of a `boamps` report; without it the report has no header. */
  writtenAt?: Date;
  /** Place of the LaTeX bibliography: `embedded` (default), or `apart` in its own file (style `bibtex`). */
  bibliography?: 'embedded' | 'apart';
}
