// Writes the pages of docs/ that the code itself can tell; with --check it only compares, and fails when one is behind.
// To be run with test/support/ts-loader.mjs, which reads the sources as they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { eventsPage } = await import('./events-page.ts');
const { openApiDocument } = await import('./open-api-document.ts');
const { stateMachinesPage } = await import('./state-machines-page.ts');

const docs = join(import.meta.dirname, '..', 'docs');
const pages = {
  'events.md': eventsPage(),
  'state-machines.md': stateMachinesPage(),
  'openapi.json': await openApiDocument(),
};
const checksOnly = process.argv.includes('--check');

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

for (const [name, text] of Object.entries(pages)) {
  const file = join(docs, name);
  if (read(file) === text) {
    console.log(`docs/${name} is up to date`);
  } else if (checksOnly) {
    console.error(`docs/${name} is behind the code; run: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`docs/${name} written`);
  }
}
