// The module hooks behind ts-loader.mjs; Node runs them in a thread of their own.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { transformSync } from '@swc/core';

import jestConfig from '../../jest.config.mjs';

// Compiled exactly as in the tests, decorators and all.
const [, options] = jestConfig.projects[0].transform['^.+\\.ts$'];

export async function resolve(specifier, context, next) {
  if (/^\.{0,2}\/.*\.js$/.test(specifier) || specifier.startsWith('file:')) {
    const url = new URL(specifier, context.parentURL).href.replace(/\.js$/, '.ts');
    if (url.endsWith('.ts') && existsSync(fileURLToPath(url))) return { url, shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  // The runner of the tests asks for a test file anew each time, by a query behind its name.
  if (!new URL(url).pathname.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...options,
    filename,
    sourceMaps: 'inline',
    swcrc: false,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
