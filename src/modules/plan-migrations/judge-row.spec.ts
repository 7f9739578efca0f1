import { Subscription } from '../subscriptions/index.js';
import { obstacleOfTerm } from './judge-row.js';

const at = (text: string): Date => new Date(`${text}T06:00:00Z`);
const DEARER = { before: 9_500n, after: 12_000n };

/** Monthly from 1 January, the first period running. */
const bound = (committedIndex: number | null): Subscription =>
  Object.assign(new Subscription(), {
    anchorDate: '2027-01-01',
    anchorDay: 1,
    anchorTime: '09:00:00',
    timeZone: 'Asia/Kuwait',
    anchorIndex: 0,
    stubStart: null,
    stubPolicy: null,
    intervalUnit: 'month',
    intervalCount: 1,
    nextPeriodIndex: 1,
    committedIndex,
  });

describe('a migration to a dearer price', () => {
  it('is refused as long as its customer cannot cancel, also now within the last period that binds', () => {
    const refused = { kind: 'refuse', code: 'minimum_term' };
    expect(obstacleOfTerm(bound(1), at('2027-01-10'), DEARER)).toMatchObject(refused);
    expect(obstacleOfTerm(bound(2), at('2027-02-01'), DEARER)).toMatchObject(refused);
    expect(obstacleOfTerm(bound(1), at('2027-02-01'), DEARER)).toBeNull();
    expect(obstacleOfTerm(bound(0), at('2027-01-10'), DEARER)).toBeNull();
    expect(obstacleOfTerm(bound(null), at('2027-01-10'), DEARER)).toBeNull();
  });

  it('is what it is about: the same or a lower one takes nothing from anybody', () => {
    for (const after of [9_500n, 4_000n])
      expect(obstacleOfTerm(bound(6), at('2027-01-10'), { before: 9_500n, after })).toBeNull();
  });
});
