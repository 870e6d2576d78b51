import type { Plugin } from 'rolldown';

export function pageFile(version: string): Plugin;
