/** The reference material beside the checkout; tests that use it are skipped, and shown as such, without it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sharedFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../shared');
export const hasShared = existsSync(path.join(sharedFolder, 'logs', 'generated', 'truth.json'));
export const sharedLogs = (...parts: string[]): string => path.join(sharedFolder, 'logs', ...parts);
