import { describe, expect, it } from 'vitest';
import { isNotebookName, outputLines } from '../../../src/parser/console/notebook.ts';
import { unpackedFile } from '../../../src/parser/find/file.ts';

const linesOf = (notebook: unknown): string[] | null =>
  outputLines(unpackedFile('a.ipynb', Buffer.from(typeof notebook === 'string' ? notebook : JSON.stringify(notebook))));

describe('the outputs of a notebook', () => {
  it('are its streams and the plain text of what it displays, line by line', () => {
    const cells = [
      { source: 'print("CarbonTracker: no")', outputs: [{ text: 'a\nb' }, { text: ['c', 'd\n', 5, 'e\r'] }] },
      { outputs: [{ data: { 'text/plain': ['f\n', 'g'], 'text/html': 'h' } }, { text: '' }, null, 7] },
      { outputs: 'none' },
      { cell_type: 'markdown' },
      'cell',
    ];
    expect(linesOf({ cells })).toEqual(['a', 'b', 'cd', 'e', '', 'f', 'g']);
  });

  it('of version 3 stand in worksheets', () => {
    expect(
      linesOf({ worksheets: [{ cells: [{ outputs: [{ text: 'a' }] }] }, { cells: [{ outputs: [{ text: 'b' }] }] }] }),
    ).toEqual(['a', 'b']);
  });

  it.each([{}, [], null, 5, { cells: {} }, { cells: [{ outputs: [{ data: null, text: null }] }] }])(
    'of %j are none',
    (notebook) => {
      expect(linesOf(notebook)).toEqual([]);
    },
  );

  it('of what is no JSON are not known', () => {
    for (const text of ['', '{"cells": [', 'CarbonTracker: x']) expect(linesOf(text)).toBeNull();
  });

  it('that cannot be read are an error of the file system', () => {
    const file = Object.create(unpackedFile('a.ipynb', Buffer.from('{}')), {
      pieces: {
        value: () => {
          throw new Error('EIO');
        },
      },
    });
    expect(() => outputLines(file)).toThrow('EIO');
  });
});

it.each([
  ['a.ipynb', true],
  ['A.IPYNB', true],
  ['a.ipynb.gz', true],
  ['a.ipynb.txt', false],
  ['a.ipynbx', false],
  ['aipynb', false],
])('%s is called a notebook: %j', (name, expected) => expect(isNotebookName(name)).toBe(expected));
