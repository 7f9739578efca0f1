import type { Attempt } from './attempt.entity.js';
import { keptTrouble, sendingFailed, whyForPerson } from './never-sent.js';
import { obstacleOf } from './obstructed.js';
import { troubleOf } from './give-to-human.js';

const START = Date.UTC(2027, 1, 1);
const HOUR = 3_600_000;
const REASON = 'no session could be opened: HTTP 500';

const attempt = (n: number, over: Partial<Attempt> = {}) =>
  ({
    n,
    kind: 'mit',
    status: 'abandoned',
    preparedAt: new Date(START + n * HOUR),
    fencedAt: null,
    authorizedAt: null,
    settledBy: 'look',
    trouble: troubleOf(REASON),
    ...over,
  }) as Attempt;
const hourly = (count: number, over: Partial<Attempt> = {}) =>
  Array.from({ length: count }, (_, i) => attempt(i + 1, over));
const at = (hours: number) => new Date(START + hours * HOUR);
interface Around {
  releasedAt?: Date | null;
  cancelRequestedAt?: Date | null;
}
const why = (
  attempts: Attempt[],
  hours: number,
  { releasedAt = null, cancelRequestedAt = null }: Around = {},
) =>
  whyForPerson(attempts, REASON, {
    now: at(hours),
    waitScale: 1,
    charge: { releasedAt },
    subscription: { cancelRequestedAt },
  });

const failed = { trouble: sendingFailed(new Error('the token does not open')) };

describe('a charge that cannot be sent', () => {
  it('is tried for seven days, and is a person’s then', () => {
    expect(why(hourly(168), 168)).toBeNull();
    expect(why(hourly(169), 169)).toBe(`for 7 days it could not be sent: ${REASON}`);
  });

  it('is not a person’s for days in which nothing was tried', () => {
    const resumed = [300, 324, 348].map((hours) => attempt(hours));
    expect(why([...hourly(24), ...resumed.slice(0, 1)], 300)).toBeNull();
    expect(why([...hourly(24), ...resumed], 348)).toBeNull();
    expect(why([...hourly(24), ...resumed, attempt(372)], 372)).not.toBeNull();
  });

  it('is a person’s again after they let it go on only when it could not be sent as often since', () => {
    const thrown = [...hourly(6, failed), attempt(7, failed)];
    expect(why(thrown, 7)).not.toBeNull();
    expect(why(thrown, 7, { releasedAt: at(6.5) })).toBeNull();
    expect(why(hourly(200), 200, { releasedAt: at(100) })).toBeNull();
    expect(why(hourly(268), 268, { releasedAt: at(100) })).not.toBeNull();
    const obstructed = hourly(200, { trouble: obstacleOf(REASON) });
    expect(why(obstructed, 200)).not.toBeNull();
    expect(why(obstructed, 200, { releasedAt: at(100) })).toBeNull();
  });

  it('is nobody’s where a cancel waits for it: that ends it', () => {
    expect(why(hourly(200), 200, { cancelRequestedAt: at(199) })).toBeNull();
    expect(why(hourly(200, failed), 200, { cancelRequestedAt: at(199) })).toBeNull();
  });

  it('is a person’s when sending it threw five times in a row', () => {
    expect(why(hourly(4, failed), 5)).toBeNull();
    expect(why(hourly(5, failed), 6)).toBe('sending it failed 5 times: the token does not open');
    expect(why([...hourly(4, failed), attempt(5), attempt(6, failed)], 7)).toBeNull();
  });

  it.each<[string, Partial<Attempt>]>([
    ['may be under way', { status: 'sent' }],
    ['nobody knows the end of', { status: 'unknown' }],
    ['had to be fenced', { fencedAt: new Date(START) }],
    ['was held by a bank', { authorizedAt: new Date(START) }],
    ['a person has ended', { settledBy: 'human' }],
    ['was declined', { status: 'declined' }],
  ])('counts anew after one that %s, even one that threw', (_, over) => {
    const row = hourly(200, failed).map((one) => (one.n === 197 ? { ...one, ...over } : one));
    expect(why(row, 200)).toBeNull();
    expect(why([...hourly(200, failed).slice(0, 199), attempt(200, { ...failed, ...over })], 200)).toBeNull();
  });

  it('is ended by obstacles as before, whatever else was between', () => {
    expect(why(hourly(8, { trouble: obstacleOf(REASON) }), 169)).toBe(`for 7 days ${REASON}`);
    expect(why([...hourly(22), attempt(23, { kind: 'cit', status: 'declined' })], 200)).toBeNull();
  });

  it('keeps the error that was thrown, and else the reason for which it was not sent', () => {
    expect(keptTrouble(attempt(1, failed), troubleOf('closed untouched'))).toBe(failed.trouble);
    expect(keptTrouble(attempt(1), obstacleOf('closed untouched')).code).toBe('obstructed');
  });
});
