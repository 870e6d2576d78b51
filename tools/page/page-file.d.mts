import type { Plugin } from 'rolldown';

export function pageFile(version: string): Plugin;

/** Files of Node and those that stand in their place in a browser. */
export const TWINS: Readonly<Record<string, string>>;
