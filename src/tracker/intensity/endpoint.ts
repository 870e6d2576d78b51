/** Where a service is asked; tests put a server of their own in its place. */
import { CtError } from '../../model/errors.ts';

/** Only an address of this machine: a variable that is set by mistake or by malice cannot lead a token elsewhere. */
const LOCAL_HOSTS = ['127.0.0.1', '[::1]'];

/**
 * The address in an environment variable, without a slash at its end; the usual one where that is not set.
 *
 * @throws CtError USAGE when it is not an HTTP address of this machine
 */
export function endpoint(variable: string, usual: string, environment: NodeJS.ProcessEnv): string {
  const given = environment[variable];
  if (!given) return usual;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || url.protocol !== 'http:' || !LOCAL_HOSTS.includes(url.hostname) || url.username !== '') {
    throw new CtError('USAGE', `${variable} is for tests and must be a local URL such as http://127.0.0.1:8080`);
  }
  return url.href.replace(/\/$/, '');
}
