import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../support/engine-process.js';

/** One block of commands of a document, and what the document says that they print; '' where it says nothing. */
export interface Step {
  commands: string;
  shown: string;
}

/** The blocks of commands in a text, in order. What is shown of one is the block behind it with no word between. */
export function stepsOf(text: string): Step[] {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```\n(?:\s*^```\n([^]*?)^```\n)?/gm)];
  return blocks.map(([, commands, shown]) => ({ commands: commands!, shown: shown ?? '' }));
}

const BETWEEN = '-- the next step --';

/** As README.md has them; every one must stand there, else the commands would go to another engine. */
const PLACES = (engine: Engine, folder: string): [string, string][] => [
  ['http://127.0.0.1:3000', engine.url],
  ['http://127.0.0.1:4010', engine.simulatorUrl],
  ['perennial_sandbox_…', engine.key!],
  ['/tmp/', `${folder}/`],
];

/** Types all commands into one shell, and gives what each step has printed, as if it had run in the places of the text. */
export async function walk(steps: Step[], engine: Engine, patienceMs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-tour-'));
  try {
    const places = PLACES(engine, folder);
    let script = steps.map(({ commands }) => commands).join(`echo '${BETWEEN}'\n`);
    for (const [written, real] of places) {
      if (!script.includes(written)) throw new Error(`The commands have no ${written}`);
      script = script.replaceAll(written, real);
    }
    writeFileSync(join(folder, 'tour.sh'), script);
    const { stdout, stderr } = await promisify(execFile)('/bin/sh', ['-u', join(folder, 'tour.sh')], {
      env: { PATH: await pathWithCurl(folder) },
      timeout: patienceMs,
    });
    if (stderr !== '') throw new Error(stderr);
    const printed = places.reduce((text, [written, real]) => text.replaceAll(real, written), stdout);
    return printed.split(`${BETWEEN}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ids are of one run and differ in the next; times do not, since they are those of the tour's own clock. */
export function withoutIds(text: string): string {
  return text
    .replace(/\b([a-z]+)_[0-9a-z]{26}\b/g, '$1_…')
    .replace(/\/checkout\/[0-9a-f]{40}\b/g, '/checkout/…');
}

async function pathWithCurl(folder: string): Promise<string> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  const hasCurl = await promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (hasCurl) return path;
  writeFileSync(join(folder, 'curl'), CURL);
  chmodSync(join(folder, 'curl'), 0o755);
  return [folder, path].join(delimiter);
}

/** The tests need nothing but Node. Where there is no curl, this does what the tour asks of it, and refuses all else. */
const CURL = `#!/usr/bin/env node
const { parseArgs } = require('node:util');
const text = { type: 'string' };
const many = { type: 'string', multiple: true, default: [] };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    'show-error': { type: 'boolean', short: 'S' },
    output: { ...text, short: 'o' },
    header: { ...many, short: 'H' },
    data: { ...many, short: 'd' },
  },
});
const headers = values.header.map((line) => line.split(/: (.*)/s).slice(0, 2));
const body = values.data.length > 0 ? values.data.join('&') : undefined;
const form = { 'content-type': 'application/x-www-form-urlencoded' };
fetch(positionals[0], {
  redirect: 'manual',
  method: body === undefined ? 'GET' : 'POST',
  headers: { ...(body !== undefined && form), ...Object.fromEntries(headers.map(([name, it]) => [name.toLowerCase(), it])) },
  body,
}).then(async (answer) => {
  const got = await answer.text();
  if (values.output === undefined) process.stdout.write(got);
});
`;
