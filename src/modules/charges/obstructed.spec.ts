import type { Attempt } from './attempt.entity.js';
import { obstacleOf, obstructedSince } from './obstructed.js';

const day = (n: number) => new Date(Date.UTC(2027, 1, n));
const attempt = (n: number, over: Partial<Attempt> = {}) =>
  ({ n, kind: 'mit', status: 'abandoned', preparedAt: day(n), trouble: null, ...over }) as Attempt;
const obstructed = (n: number) => attempt(n, { trouble: obstacleOf('could not be read') });

describe('an invoice whose earlier sessions are in the way', () => {
  it('has been obstructed since the first of the newest attempts in a row, whatever pages were between', () => {
    expect(obstructedSince([attempt(1, { status: 'declined' }), obstructed(2), obstructed(3)])).toEqual(
      day(2),
    );
    const page = attempt(3, { kind: 'cit' });
    expect(
      obstructedSince([obstructed(4), page, obstructed(2), attempt(1, { status: 'abandoned' })]),
    ).toEqual(day(2));
    // One that could be sent between them ends the row.
    expect(obstructedSince([obstructed(1), attempt(2, { status: 'declined' }), obstructed(3)])).toEqual(
      day(3),
    );
    expect(obstructedSince([obstructed(1), attempt(2)])).toBeNull();
  });
});
