import type { StoredLadder } from './charge.entity.js';
import { readLadder, stepsOf, withinLadder } from './ladder-view.js';

const LADDER: StoredLadder = {
  retries: ['2027-02-11T06:00:00.000Z', '2027-02-13T06:00:00.000Z', '2027-02-17T06:00:00.000Z'],
  reasons: ['day 1', 'day 3', 'day 7'],
  graceUntil: '2027-02-20T06:00:00.000Z',
  finalAt: '2027-03-03T06:00:00.000Z',
  finalAction: 'cancel',
  policyVersion: 1,
};
const at = (text: string) => new Date(text);
const NOW = at('2027-02-12T00:00:00Z');

const of = (ladder: StoredLadder | null) => ({ ladder, cardGivenAt: null });

describe('a try that has to wait', () => {
  it('waits until then when that is before the end of its ladder', () => {
    const wait = { at: at('2027-03-03T05:59:59Z'), reason: 'the issuer asks to wait' };
    expect(withinLadder(of(LADDER), wait, NOW)).toEqual({ action: 'attempt', ...wait });
    expect(withinLadder(of(null), { ...wait, at: at('2028-01-01T00:00:00Z') }, NOW).action).toBe('attempt');
  });

  it('is not made when it would come with the end or after it', () => {
    expect(withinLadder(of(LADDER), { at: at(LADDER.finalAt), reason: 'asked to wait' }, NOW)).toEqual({
      action: 'final',
      at: at(LADDER.finalAt),
      reason: 'No try fits before the last step of collection: asked to wait',
    });
  });

  it('until another day keeps the hour and the days of its policy, unless its customer has just given the card', () => {
    // Midnight of a Friday there, as of the advice to wait 72 hours after a decline at midnight of a Tuesday.
    const wait = { at: at('2027-02-11T21:00:05Z'), reason: 'the issuer asks to wait' };
    const wednesday = at('2027-02-10T06:00:00Z');
    const times = { timeZone: 'Asia/Kuwait', localHour: 9, weekend: ['friday', 'saturday'] } as const;
    const keeping = { ...LADDER, times };
    expect(withinLadder(of(keeping), wait, wednesday).at).toEqual(at('2027-02-14T06:00:00Z'));
    expect(withinLadder(of(LADDER), wait, wednesday).at).toEqual(wait.at);
    expect(withinLadder({ ladder: keeping, cardGivenAt: wednesday }, wait, wednesday).at).toEqual(wait.at);
    // No time is left for it, and what stays within its day is made on it.
    expect(
      withinLadder(of({ ...keeping, lastRetryBefore: '2027-02-13T00:00:00Z' }), wait, wednesday).at,
    ).toEqual(wait.at);
    const evening = at('2027-02-10T20:00:00Z');
    expect(withinLadder(of(keeping), { ...wait, at: evening }, wednesday).at).toEqual(evening);
  });

  it('is bound by no ladder that has ended: with a new card, what was given up is tried again', () => {
    const wait = { at: at('2027-05-01T00:01:00Z'), reason: 'the card is in use' };
    expect(withinLadder(of(LADDER), wait, at('2027-05-01T00:00:00Z')).action).toBe('attempt');
  });
});

describe('how far a ladder has been climbed', () => {
  const states = (over: Partial<Parameters<typeof stepsOf>[1]>) =>
    stepsOf(LADDER, { status: 'scheduled', retriesUsed: 0, nextAction: 'attempt', ...over }).map(
      ({ state }) => state,
    );

  it.each<[string, Parameters<typeof states>[0], string[]]>([
    ['waits for its first retry', { retriesUsed: 1 }, ['next', 'planned', 'planned']],
    [
      'is making its first retry',
      { retriesUsed: 1, status: 'processing', nextAction: null },
      ['used', 'planned', 'planned'],
    ],
    ['waits for its second', { retriesUsed: 2 }, ['used', 'next', 'planned']],
    ['waits for a new card only', { retriesUsed: 0, nextAction: 'final' }, ['dropped', 'dropped', 'dropped']],
    ['used all of it', { retriesUsed: 3, nextAction: 'final' }, ['used', 'used', 'used']],
    [
      'was paid by its first retry',
      { retriesUsed: 1, status: 'succeeded', nextAction: null },
      ['used', 'dropped', 'dropped'],
    ],
    [
      'waits for a person',
      { retriesUsed: 1, status: 'blocked', nextAction: null },
      ['used', 'planned', 'planned'],
    ],
  ])('%s', (_what, over, expected) => {
    expect(states(over)).toEqual(expected);
  });

  it('shows a ladder that an older version wrote, without its reasons', () => {
    const { reasons: _reasons, ...old } = LADDER;
    expect(
      stepsOf(old, { status: 'scheduled', retriesUsed: 1, nextAction: 'attempt' })[0]!.because,
    ).toBeNull();
    expect(readLadder(old)).toMatchObject({ reasons: [], dropped: [], noticeAt: null });
  });
});
