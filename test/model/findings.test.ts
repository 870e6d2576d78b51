import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDINGS, fileFinding, meaningOf, meaningWithAdvice, newFinding } from '../../src/model/findings.ts';

describe('newFinding', () => {
  it('takes the severity of its code, and nothing that it was not given', () => {
    expect(newFinding('cut-off', 'text')).toEqual({
      code: 'cut-off',
      severity: 'warning',
      message: 'text',
      effectKwh: null,
    });
    expect(newFinding('not-measured', 'text', 0.5)).toMatchObject({ severity: 'error', effectKwh: 0.5 });
    expect(newFinding('empty-log', 'text').severity).toBe('info');
  });

  it('figures that are not given are unknown', () => {
    expect(newFinding('total-differs', 'text', 1, { loggedKwh: 2 }).figures).toEqual({
      loggedKwh: 2,
      correctKwh: null,
      rangeKwh: null,
    });
    expect(newFinding('total-differs', 'text', 1, {}).figures).toEqual({
      loggedKwh: null,
      correctKwh: null,
      rangeKwh: null,
    });
  });

  it('about files lists them', () => {
    expect(fileFinding('unreadable', 'text', 'a.log', 'b.log')).toEqual({
      ...newFinding('unreadable', 'text'),
      files: ['a.log', 'b.log'],
    });
  });
});

describe('what a finding means', () => {
  it('is a text for each code, and the code itself for one that is not known', () => {
    for (const code of Object.keys(FINDINGS)) expect(meaningOf(code)).toMatch(/^[a-zA-Z].* /);
    for (const code of ['of-a-later-version', 'constructor', '']) {
      expect(meaningOf(code)).toBe(code);
      expect(meaningWithAdvice(code)).toBe(code);
    }
  });

  it('is followed by what decides it, by options that exist', () => {
    const options = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    let named = 0;
    for (const code of Object.keys(FINDINGS)) {
      const text = meaningWithAdvice(code);
      expect(text.startsWith(meaningOf(code))).toBe(true);
      for (const [option] of text.slice(meaningOf(code).length).matchAll(/--[a-z-]+/g)) {
        expect(options).toContain(`\`${option}`);
        named += 1;
      }
    }
    expect(named).toBeGreaterThan(3);
    for (const [code, advice] of [
      ['columns-guessed', '; use --columns to decide'],
      ['devices-maybe-averaged', '; use --devices to decide'],
      ['devices-maybe-shared', '; use --same-machine to decide'],
      ['maybe-copies', '; give each text once'],
      ['programs-overlap', '; give the files of one'],
      ['idle-in-trace', '; use --from-time and --to-time to leave it out'],
      ['cut-off', ''],
    ] as const)
      expect(meaningWithAdvice(code)).toBe(meaningOf(code) + advice);
  });
});
