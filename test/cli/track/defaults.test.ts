import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { configPath, readDefaults } from '../../../cli/track/defaults.ts';
import { withFolder } from '../../helpers/fixtures.ts';

/** The defaults where the file of the user holds such a text. */
const defaultsFrom = (text: string, more: NodeJS.ProcessEnv = {}) =>
  withFolder(async (folder) => {
    const environment = { XDG_CONFIG_HOME: folder, ...more };
    mkdirSync(path.join(folder, 'ct-track'));
    writeFileSync(configPath(environment), text);
    return readDefaults(environment);
  });

describe('the file of a user', () => {
  it('gives defaults; the environment goes before it', async () => {
    const text = '{ "country": "DK", "pue": 1.2, "logDir": "here" }';
    expect(await defaultsFrom(text)).toEqual({ country: 'DK', pue: 1.2, logDir: 'here' });
    expect((await defaultsFrom(text, { CT_COUNTRY: 'FR' })).country).toBe('FR');
  });

  it('need not exist', () => {
    expect(readDefaults({ XDG_CONFIG_HOME: '/nonexistent' })).toEqual({});
    expect(configPath({ HOME: '/home/a' })).toBe('/home/a/.config/ct-track/config.json');
  });

  it.each([
    ['nonsense', 'is no JSON'],
    ['[]', 'should be a JSON object'],
    ['{ "token": "x" }', "unknown key 'token'"],
    ['{ "__proto__": {} }', "unknown key '__proto__'"],
    ['{ "pue": "1.2" }', 'pue should be a number'],
  ])('%s is refused in one line that names it', async (text, message) => {
    await expect(defaultsFrom(text)).rejects.toThrow(new RegExp(`config\\.json.*${message}`));
  });
});
