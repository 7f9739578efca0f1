import { join } from 'node:path';

/** What Node needs to run a process of the bench from its source. */
export const TYPESCRIPT = [
  '--no-warnings',
  '--import',
  join(import.meta.dirname, '..', '..', 'test', 'support', 'ts-loader.mjs'),
];
