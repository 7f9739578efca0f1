import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.js';
import { attemptMachine, OPEN_ATTEMPT_STATES } from '../../src/domain/charge/attempt-states.js';
import { chargeMachine } from '../../src/domain/charge/charge-states.js';
import { invoiceMachine } from '../../src/domain/invoice/invoice-states.js';
import { subscriptionMachine } from '../../src/domain/subscription/subscription-states.js';
import { filesUnder, readText, ROOT } from './support/project.js';

interface Table {
  name: string;
  body: string;
}

const files = filesUnder(['migrations'], ['.ts']).filter(({ path }) => !path.endsWith('index.ts'));
const sql = files.map(({ text }) => text).join('\n');

/** What stands between the brackets of each CREATE TABLE; brackets inside are counted. */
function tablesOf(text: string): Table[] {
  return [...text.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(/g)].map((match) => {
    const start = match.index + match[0].length;
    let depth = 1;
    let end = start;
    while (depth > 0) depth += { '(': 1, ')': -1 }[text[end++]!] ?? 0;
    return { name: match[1]!, body: text.slice(start, end - 1) };
  });
}

/** The root of everything: its own id is everybody's merchant_id. */
const TENANT = 'merchants';
/** Of the whole database, which is restored with all merchants in it. */
const ABOVE = [TENANT, 'database_epochs'];
const tables = tablesOf(sql).filter(({ name }) => !ABOVE.includes(name));

describe('migrations', () => {
  it('are all listed, in the order of their names', () => {
    const named = readdirSync(join(ROOT, 'migrations'))
      .filter((name) => name !== 'index.ts' && name.endsWith('.ts'))
      .sort();
    const listed = [...readText('migrations/index.ts').matchAll(/from '\.\/(.+)\.js'/g)].map(
      ([, name]) => `${name}.ts`,
    );
    expect(listed).toEqual(named);
    expect(migrations.map((migration) => migration.name)).toEqual(
      files.map(({ text }) => /export class (\w+) implements MigrationInterface/.exec(text)?.[1]),
    );
  });

  it('carry the same time in file and class, so that TypeORM runs them in the order one sees', () => {
    for (const { path, text } of files) {
      const stamp = /\/(\d{13})-/.exec(path)?.[1];
      expect(`${path} ${/export class \w*?(\d{13}) /.exec(text)?.[1]}`).toBe(`${path} ${stamp}`);
    }
  });

  it.each(files.map(({ path, text }) => [path, text]))(
    '%s waits for no lock and never goes back',
    (_path, text) => {
      expect(text).toMatch(/SET LOCAL lock_timeout = /);
      expect(text).toMatch(/async down\(\): Promise<void> \{\s*throw new Error\(/);
      expect(text).not.toMatch(/\b(DROP TABLE|DROP COLUMN|TRUNCATE)\b/);
    },
  );

  it('may take as long as an index of a large table takes: one that is ended fails again at every start', () => {
    // Those before have run where there is much to read.
    const builders = files.filter(
      ({ path, text }) =>
        path.slice(path.indexOf('17640')) >= '1764000068400' && /CREATE (UNIQUE )?INDEX/.test(text),
    );
    expect(builders.length).toBeGreaterThan(0);
    for (const { text } of builders) expect(text).toMatch(/SET LOCAL statement_timeout = 0/);
  });
});

describe('every table', () => {
  it('is found by this test', () => {
    expect(tables.length).toBeGreaterThanOrEqual(20);
  });

  it.each(tables.map((table) => [table.name, table] as const))(
    '%s belongs to a merchant, in its keys as well',
    (_name, table) => {
      expect(table.body).toMatch(/^\s*merchant_id bigint NOT NULL/m);
      expect(/PRIMARY KEY \(([^)]*)\)/.exec(table.body)?.[1]).toMatch(/^merchant_id, /);
      const foreign = [...table.body.matchAll(/FOREIGN KEY \(([^)]*)\) REFERENCES \w+ \(([^)]*)\)/g)];
      for (const [, here, there] of foreign) {
        expect(here).toMatch(/^merchant_id, /);
        expect(there).toMatch(/^merchant_id, /);
      }
      // A bare REFERENCES could point into another merchant's rows; only the merchant itself may be named so.
      const bare = [...table.body.matchAll(/^\s*(\w+) [^,\n]*REFERENCES (\w+) /gm)];
      expect(bare.filter(([, column, target]) => column !== 'merchant_id' || target !== TENANT)).toEqual([]);
    },
  );

  it('is unique within a merchant, except for public ids', () => {
    const indexes = [...sql.matchAll(/CREATE UNIQUE INDEX (\w+) ON \w+ \(([^)]*)\)/g)];
    expect(indexes.length).toBeGreaterThan(10);
    expect(
      indexes.filter(([, , columns]) => !columns!.startsWith('merchant_id')).map(([, name]) => name),
    ).toEqual([]);
    const columns = [...sql.matchAll(/^\s*(\w+) text NOT NULL UNIQUE/gm)].map(([, column]) => column);
    expect(new Set(columns)).toEqual(new Set(['public_id']));
  });
});

describe('the states in SQL', () => {
  const listed = (text: string | undefined): string[] =>
    [...(text ?? '').matchAll(/'(\w+)'/g)].map(([, state]) => state!);

  it.each([
    ['subscriptions', subscriptionMachine.states],
    ['invoices', invoiceMachine.states],
    ['charges', chargeMachine.states],
    ['attempts', attemptMachine.states],
  ] as const)('of %s are those of the table in the domain', (name, states) => {
    const { body } = tables.find((table) => table.name === name)!;
    const [, first] = /^\s*status text NOT NULL CHECK \(status IN\s*\(([^)]*)\)/m.exec(body) ?? [];
    // A later migration may have widened it.
    const later = new RegExp(`ADD CONSTRAINT ${name}_status_check CHECK \\(status IN\\s*\\(([^)]*)\\)`, 'g');
    const check = [...sql.matchAll(later)].at(-1)?.[1] ?? first;
    expect(listed(check).sort()).toEqual([...states].sort());
  });

  it('in which an attempt forbids another one are the open ones', () => {
    const made = /CREATE UNIQUE INDEX attempts_one_open\b[^;`]*WHERE status IN \(([^)]*)\)/g;
    const states = [...sql.matchAll(made)].at(-1)?.[1];
    expect(listed(states).sort()).toEqual([...OPEN_ATTEMPT_STATES].sort());
  });
});
