// `nest build`, followed by a stamp that tells scripts/run.mjs what the build has seen.
import { spawnSync } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const started = new Date();
const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const result = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
if (result.status !== 0) process.exit(result.status ?? 1);
const stamp = join(root, 'dist', '.built');
writeFileSync(stamp, `${started.toISOString()}\n`);
// A source edited while the compiler ran must count as newer than this build.
utimesSync(stamp, started, started);
