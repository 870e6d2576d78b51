#!/usr/bin/env node
import { keepCode } from './code-cache.ts';
import { COMMAND_NAMES } from './command-names.ts';

const words = process.argv.slice(2);
const isHelp = words.includes('--help') || words.includes('-h');
const name = isHelp ? 'help' : COMMAND_NAMES.find((one) => one === words[0]);
if (name !== undefined) keepCode(name);
void import('./process.ts').then(({ run }) => run());
