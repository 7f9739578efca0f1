import { Readable } from 'node:stream';
import { checkLine } from '../../src/modules/imports/lines/check-line.js';
import { COLUMNS, LINE_CLASSES } from '../../src/modules/imports/lines/lines.js';
import { readLines } from '../../src/modules/imports/lines/read-lines.js';
import { faultsOfObject } from '../../src/platform/http/validation.js';
import { readText } from './support/project.js';

const KINDS = ['customers', 'cards', 'subscriptions'] as const;
const page = readText('docs/imports.md');

function sectionOf(kind: string): string {
  return new RegExp(`### ${kind}\\n([^]*?)(?=\\n##|$)`).exec(page)![1]!;
}

describe('docs/imports.md', () => {
  it.each(KINDS)('has a row for every column of %s, and for no other', (kind) => {
    const rows = [...sectionOf(kind).matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    const beyondCsv = kind === 'cards' ? [] : ['metadata'];
    expect(rows).toEqual([...COLUMNS[kind], ...beyondCsv]);
  });

  it.each(KINDS)('says of %s which columns a line cannot do without', (kind) => {
    const required = [...sectionOf(kind).matchAll(/^\| `(\w+)` +\| required/gm)].map(([, name]) => name);
    const { faults } = faultsOfObject(LINE_CLASSES[kind] as new () => object, {});
    expect(required.sort()).toEqual(faults.map(({ field }) => field).sort());
  });

  it.each(KINDS)('shows lines of %s that an import takes', async (kind) => {
    const examples = [...sectionOf(kind).matchAll(/```(csv|ndjson)\n([^]*?)```/g)];
    expect(examples.length).toBeGreaterThan(0);
    for (const [, format, text] of examples) {
      const body = Readable.from([Buffer.from(text!)]);
      for await (const { data, errors } of readLines(kind, format === 'csv' ? 'csv' : 'jsonl', body)) {
        expect({ errors, read: checkLine(kind, data) }).toEqual({
          errors: [],
          read: { line: expect.anything() as unknown },
        });
      }
    }
  });
});
