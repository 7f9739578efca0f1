import { AuditBooks, AuditRepository, CHECKS, type Finding } from '../modules/audit/index.js';
import { readSettings } from '../platform/config/settings.js';
import { Waits } from '../platform/config/waits.js';
import { createDataSource } from '../platform/database/data-source.js';
import { openDatabase } from '../platform/database/open-database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';

/** Exit codes: a script must tell "the books are wrong" from "nobody could look". */
const BREACHED = 1;
const COULD_NOT_LOOK = 2;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function show({ check, breaches }: Finding): void {
  if (breaches.length === 0) return say(`ok      ${check.name}`);
  say(`BREACH  ${check.name}: ${rowsOf([{ check, breaches }])} row(s)`);
  say(`        ${check.explanation}`);
  for (const example of breaches.flatMap(({ examples }) => examples)) say(`        - ${example}`);
}

function rowsOf(findings: Finding[]): number {
  return findings.flatMap(({ breaches }) => breaches).reduce((sum, { rows }) => sum + rows, 0);
}

/** `npm run verify`: holds the books against all invariants, changes nothing, and says what does not hold. */
async function verify(): Promise<number> {
  const settings = readSettings();
  const database = await openDatabase(settings, () => undefined);
  try {
    const dataSource = createDataSource({
      url: database.url,
      entities: [],
      migrations: [],
      poolSize: 1,
      applicationName: 'perennial-verify',
    });
    await dataSource.initialize();
    try {
      const audit = new AuditBooks(
        new UnitOfWork(dataSource),
        new AuditRepository(),
        new Waits(settings.WAIT_SCALE),
      );
      const findings = await audit.execute(null, show);
      const broken = findings.filter(({ breaches }) => breaches.length > 0);
      const rows = broken.length === 0 ? '' : ` in ${rowsOf(broken)} row(s)`;
      say(`${CHECKS.length} checks, ${broken.length} breaches${rows}`);
      return broken.length === 0 ? 0 : BREACHED;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

try {
  process.exitCode = await verify();
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  const hint = code === '42P01' ? ' (is this database migrated? npm run migrate)' : '';
  process.stderr.write(`The books could not be looked at: ${message}${hint}\n`);
  process.exitCode = COULD_NOT_LOOK;
}
