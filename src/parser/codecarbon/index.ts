export { codecarbon } from './source.ts';
