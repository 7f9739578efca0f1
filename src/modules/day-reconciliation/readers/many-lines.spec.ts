import { closeSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, MADE, writeSpoiltReport } from '../../../../test/integration/operations/spoilt-report.js';
import { classifyDifference, type OurSide } from '../../../domain/day-report/classify-difference.js';
import { money } from '../../../domain/money/money.js';
import { readReport } from './read-report.js';

/** Through the database so many take minutes: there the same is done with fewer (day-reconciliation.spec.ts). */
const LINES = 100_000;

describe('a report of a hundred thousand lines, one in a hundred of which is wrong', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'perennial-report-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is read from its file, and each wrong line is found with its type, and nothing else', async () => {
    const { fd, bytes, written, expected } = writeSpoiltReport(directory, LINES);
    const ours = (sessionId: string): OurSide => ({
      kind: 'attempt',
      status: 'succeeded',
      sessionId,
      amount: money(9500n, 'KWD'),
      resolvedAt: new Date(`${DAY}T09:00:00Z`),
    });
    const told = new Set<string>();
    const found: string[] = [];
    try {
      const limits = { maxUnpackedBytes: bytes, directory };
      for await (const line of readReport({ fd, bytes, records: written }, limits)) {
        const { sessionId } = line;
        const isBooked = /^\d+$/.test(sessionId);
        const pair = {
          line,
          ours: isBooked ? ours(sessionId) : null,
          looksOurs: isBooked || /^r1-[a-z2-7]{26}-1$/.test(line.orderNo ?? ''),
          isRepeated: told.has(sessionId),
          isLive: true,
          fileMadeAt: new Date(MADE),
          capturedMinor: 0n,
          dayEndsAt: new Date(MADE),
        };
        told.add(sessionId);
        found.push(...classifyDifference(pair).map((type) => `${type} ${sessionId}`));
      }
    } finally {
      closeSync(fd);
    }
    for (let n = 1; n <= LINES; n++) if (!told.has(String(n))) found.push(`missing_there ${n}`);
    expect(expected).toHaveLength(LINES / 100);
    expect(found.sort()).toEqual(expected.sort());
  }, 120_000);
});
