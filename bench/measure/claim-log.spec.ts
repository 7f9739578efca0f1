import { claimsIn } from './claim-log.js';

const AT = '2026-06-01 08:00:00.000 UTC';
const CLAIM = `SELECT id FROM subscriptions
\t       WHERE next_bill_at <= $1
\t       FOR UPDATE SKIP LOCKED LIMIT $3`;

describe('claimsIn', () => {
  it('adds the steps of one statement, and keeps processes apart', () => {
    const log = [
      `${AT} [7] LOG:  duration: 0.500 ms  parse <unnamed>: ${CLAIM}`,
      `${AT} [8] LOG:  duration: 9.000 ms  parse <unnamed>: SELECT 1`,
      `${AT} [7] LOG:  duration: 0.250 ms  bind <unnamed>: ${CLAIM}`,
      `${AT} [8] LOG:  duration: 9.000 ms  execute <unnamed>: SELECT 1`,
      `${AT} [7] LOG:  duration: 1.000 ms  execute <unnamed>: ${CLAIM}`,
      `${AT} [7] LOG:  duration: 4.000 ms  bind claim: SELECT c.id FROM charges c FOR UPDATE OF c SKIP LOCKED`,
      `${AT} [7] LOG:  duration: 2.000 ms  execute claim: SELECT c.id FROM charges c FOR UPDATE OF c SKIP LOCKED`,
    ].join('\n');
    expect(claimsIn(log)).toEqual({ subscriptions: [1.75], charges: [6] });
  });

  it('counts a claim for the table that it claims from, whatever it asks others about', () => {
    const other = 'NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.id = t.subscription_id)';
    const claim = `SELECT t.* FROM charges t WHERE ${other} FOR UPDATE OF t SKIP LOCKED LIMIT $3`;
    const log = `${AT} [7] LOG:  duration: 2.000 ms  execute <unnamed>: ${claim}`;
    expect(claimsIn(log)).toEqual({ subscriptions: [], charges: [2] });
  });

  it('leaves out every other statement', () => {
    const log = [
      `${AT} [7] LOG:  duration: 3.000 ms  statement: SELECT * FROM subscriptions FOR UPDATE`,
      `${AT} [7] LOG:  duration: 3.000 ms  execute <unnamed>: UPDATE attempts SET x = 1 WHERE id IN (SELECT id FROM attempts FOR UPDATE SKIP LOCKED)`,
      `${AT} [7] LOG:  checkpoint starting: time`,
      `${AT} [7] LOG:  duration: 3.000 ms`,
    ].join('\n');
    expect(claimsIn(log)).toEqual({ subscriptions: [], charges: [] });
  });
});
