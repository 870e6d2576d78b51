/** Says once which tests are skipped for want of a program. CI must not pass by skipping: there it is an error. */
import { missingPrograms } from './needs.ts';

export default function sayMissing(): void {
  const missing = missingPrograms();
  if (process.platform !== 'linux' || missing.length === 0) return;
  const what = `not installed: ${missing.join(', ')} (bash tools/setup installs them on Debian)`;
  if (['true', '1'].includes(process.env.CI ?? '')) throw new Error(what);
  console.warn(`Tests are skipped that need what is ${what}`);
}
