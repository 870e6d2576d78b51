export type { Exclusion, Manifest, ManifestDefaults, Phase } from './manifest.ts';
export { PhaseFinder } from './phase-finder.ts';
export { parseManifest, readManifest } from './read.ts';
