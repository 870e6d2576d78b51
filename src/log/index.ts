/** The log formats as other floors need them. */
export { readFileName } from './file-name.ts';
