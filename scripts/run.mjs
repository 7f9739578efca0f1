// Runs a built entry point in this very process, building first when the sources are newer:
// one process means that a signal sent to `npm start` reaches the engine itself.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isStale } from './freshness.mjs';

const root = join(import.meta.dirname, '..');
const [entry, ...args] = process.argv.slice(2);
const built = join(root, 'dist', entry);

function fail(message) {
  console.error(message);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Perennial needs Node.js 20.19 or later; this is ${process.versions.node}.`);
}

if (isStale() || !existsSync(built)) {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    fail(
      `Cannot build: ${root} is read-only. Run "npm run build" where it can be written, or make it writable.`,
    );
  }
  const build = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    stdio: 'inherit',
    cwd: root,
  });
  if (build.status !== 0) fail('The build failed; see above.');
}

process.argv = [process.argv[0], built, ...args];
await import(pathToFileURL(built).href);
