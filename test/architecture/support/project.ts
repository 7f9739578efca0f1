import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.data']);

export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every file of the project under one of the paths whose name has one of the endings. */
export function filesUnder(paths: readonly string[], endings: readonly string[]): SourceFile[] {
  return paths.flatMap((path) => walk(join(ROOT, path), endings)).map(read);
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All that engineers write by hand; what a machine writes (package-lock.json) is not among it. */
export function everyFile(): SourceFile[] {
  const endings = ['.ts', '.mjs', '.cjs', '.md', '.json', '.example', 'run'];
  return filesUnder(['.'], endings).filter(({ path }) => path !== 'package-lock.json');
}

/** The engine's code without its tests: what the house rules are about. */
export function engineFiles(): SourceFile[] {
  return filesUnder(['src'], ['.ts']).filter(({ path }) => !path.endsWith('.spec.ts'));
}

/** `path:line` of every line that the pattern matches, to be compared with an empty list. */
export function linesMatching(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
}

function walk(path: string, endings: readonly string[]): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const full = join(path, entry.name);
    if (entry.isDirectory()) return walk(full, endings);
    return entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)) ? [full] : [];
  });
}

function read(path: string): SourceFile {
  return { path: relative(ROOT, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
}
