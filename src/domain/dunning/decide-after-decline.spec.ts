import fc from 'fast-check';
import {
  decideAfterDecline,
  type DeclineClass,
  type DeclineFacts,
  DEFAULT_DUNNING,
  type Ladder,
  planLadder,
} from './ladder.js';

const at = (text: string): Date => new Date(text);
const LADDER: Ladder = {
  retries: [
    at('2026-04-01T06:00Z'),
    at('2026-04-03T06:00Z'),
    at('2026-04-07T06:00Z'),
    at('2026-04-14T06:00Z'),
  ],
  reasons: ['day 1', 'day 3', 'day 7', 'day 14'].map((day) => `${day} after the first decline`),
  dropped: [],
  graceUntil: at('2026-04-10T06:00Z'),
  noticeAt: at('2026-04-19T06:00Z'),
  finalAt: at('2026-04-21T06:00Z'),
  // As of a period that ends with the ladder: its last day is the next charge's.
  lastRetryBefore: at('2026-04-20T06:00:00.001Z'),
  times: null,
};

const decide = (over: Partial<DeclineFacts>) =>
  decideAfterDecline({
    ladder: LADDER,
    retriesUsed: 0,
    declineClass: 'soft',
    isUnderstood: true,
    hasNewCard: false,
    at: at('2026-03-31T06:00Z'),
    advised: null,
    ...over,
  });

describe('decideAfterDecline', () => {
  it('soft: climbs the ladder step by step, then leaves the final action', () => {
    const moments = [
      '2026-03-31T06:00Z',
      '2026-04-01T06:00Z',
      '2026-04-03T06:00Z',
      '2026-04-07T06:00Z',
      '2026-04-14T06:00Z',
    ];
    const decisions = moments.map((moment, retriesUsed) => decide({ retriesUsed, at: at(moment) }));
    expect(decisions.map(({ kind, at: when }) => [kind, when])).toEqual([
      ...LADDER.retries.map((retry) => ['retry', retry]),
      ['final', LADDER.finalAt],
    ]);
    expect(decisions[0]).toMatchObject({
      usesStep: true,
      because: 'Retry 1 of 4, on day 1 after the first decline: the issuer may approve later.',
    });
    expect(decisions[4]?.because).toBe('All planned retries were used.');
  });

  it('soft with advice: the try is planned for the day that the issuer asks for, and says so', () => {
    const asked = (until: string, more: Partial<DeclineFacts> = {}) =>
      decide({ advised: { until: at(until), because: 'the issuer asks to wait' }, ...more });
    expect(asked('2026-04-10T06:00Z')).toEqual({
      kind: 'retry',
      at: at('2026-04-10T06:00Z'),
      because:
        'Retry 1 of 4, on day 1 after the first decline: the issuer may approve later. Put off: the issuer asks to wait.',
      usesStep: true,
    });
    expect(asked('2026-04-01T06:00Z')).toEqual(decide({}));
    // The next one follows a day later, or at its own time.
    const next = { retriesUsed: 3, at: at('2026-04-10T06:00Z') };
    expect(asked('2026-04-11T06:00Z', next).at).toEqual(at('2026-04-14T06:00Z'));
    expect(asked('2026-04-20T06:00:00.001Z', next)).toMatchObject({ kind: 'final', at: LADDER.finalAt });
    // It was said of the card that is gone.
    expect(asked('2026-04-10T06:00Z', { hasNewCard: true }).at).toEqual(at('2026-03-31T06:00Z'));
    const times = { timeZone: 'Asia/Kuwait', localHour: 9, weekend: ['friday', 'saturday'] as const };
    // A Friday evening: the next business day's hour, in Kuwait.
    const kept = asked('2026-04-10T15:00Z', { ladder: { ...LADDER, times } });
    expect(kept.at).toEqual(at('2026-04-12T06:00Z'));
  });

  it.each([
    ['hard', 'forbids further charges'],
    ['card_problem', 'a new card is needed'],
  ] as const)('%s: this card is never tried again', (declineClass, words) => {
    const decision = decide({ declineClass });
    expect(decision).toMatchObject({ kind: 'final', at: LADDER.finalAt });
    expect(decision.because).toContain(words);
  });

  it('soft for a reason that nobody understands: two retries and no more', () => {
    const kinds = [0, 1, 2, 3].map((retriesUsed) => decide({ isUnderstood: false, retriesUsed }).kind);
    expect(kinds).toEqual(['retry', 'retry', 'final', 'final']);
  });

  it('configuration: a day later, without using a step, until collection ends', () => {
    const decision = decide({ declineClass: 'configuration', retriesUsed: 4 });
    expect(decision).toMatchObject({ kind: 'retry', at: at('2026-04-01T06:00Z'), usesStep: false });
    expect(decide({ declineClass: 'configuration', at: at('2026-04-20T06:00Z') })).toMatchObject({
      kind: 'final',
    });
  });

  it.each(['hard', 'card_problem', 'soft'] as const)(
    '%s of a card that was replaced meanwhile: the new one is charged at once, and uses no step',
    (declineClass) => {
      const declinedAt = at('2026-04-25T06:00Z');
      const decision = decide({ declineClass, hasNewCard: true, retriesUsed: 4, at: declinedAt });
      expect(decision).toMatchObject({ kind: 'retry', at: declinedAt, usesStep: false });
    },
  );

  it('configuration waits its day also with a new card: no card is to blame', () => {
    const decision = decide({ declineClass: 'configuration', hasNewCard: true });
    expect(decision).toMatchObject({ kind: 'retry', at: at('2026-04-01T06:00Z') });
  });

  it('a retry that ran late pushes the next one to a full day after it', () => {
    // Ran five hours late on 6 April: the planned 7 April 06:00 would be only 19 hours later.
    expect(decide({ retriesUsed: 2, at: at('2026-04-06T11:00Z') })).toMatchObject({
      at: at('2026-04-07T11:00Z'),
    });
    expect(decide({ retriesUsed: 0, at: at('2026-03-31T06:00:40Z') })).toMatchObject({
      at: at('2026-04-01T06:00:40Z'),
    });
  });

  it('a pushed retry waits for the hour and the days of the policy, while there is one before the end', () => {
    const times = { timeZone: 'Asia/Kuwait', localHour: 9, weekend: ['friday', 'saturday'] } as const;
    const pushed = (declinedAt: string, over: Partial<Ladder> = {}) =>
      decide({ retriesUsed: 1, at: at(declinedAt), ladder: { ...LADDER, times, ...over } }).at;
    // Planned for a Friday by somebody: on it as long as it lasts, but not on the Saturday after.
    expect(pushed('2026-04-02T12:00Z')).toEqual(at('2026-04-03T12:00Z'));
    expect(pushed('2026-04-02T21:30Z')).toEqual(at('2026-04-05T06:00Z'));
    // Of Sunday 15:00: at nine, on the day after the next; seconds after nine are nine.
    expect(pushed('2026-04-05T12:00Z')).toEqual(at('2026-04-07T06:00Z'));
    expect(pushed('2026-04-05T06:00:04Z')).toEqual(at('2026-04-06T06:00:04Z'));
    expect(pushed('2026-04-05T12:00Z', { lastRetryBefore: at('2026-04-07T00:00Z') })).toEqual(
      at('2026-04-06T12:00Z'),
    );
  });

  it.each([undefined, 9])(
    'makes all retries of consecutive days up to the last step, though each is declined seconds late (hour %s)',
    (localHour) => {
      const { localHour: _hour, weekend: _weekend, ...plain } = DEFAULT_DUNNING;
      const days = { retryDays: [1, 2, 3], graceDays: 1, finalDay: 4 };
      const policy = { ...plain, ...days, ...(localHour !== undefined && { localHour }) };
      const first = { firstDeclineAt: at('2026-03-31T04:00:03Z'), timeZone: 'Asia/Kuwait' };
      const ladder = planLadder({ policy, ...first, periodEnd: at('2026-04-30T04:00Z') });
      let declinedAt = first.firstDeclineAt;
      for (const retriesUsed of [0, 1, 2]) {
        const decision = decide({ ladder, retriesUsed, at: declinedAt });
        expect(decision).toMatchObject({ kind: 'retry', usesStep: true });
        expect(decision.at.getTime() - ladder.retries[retriesUsed]!.getTime()).toBeLessThan(60_000);
        declinedAt = new Date(decision.at.getTime() + 4000);
      }
      expect(decide({ ladder, retriesUsed: 3, at: declinedAt })).toMatchObject({ kind: 'final' });
    },
  );

  it('never tries in the last day before the next charge when pushed there', () => {
    expect(decide({ retriesUsed: 1, at: at('2026-04-19T07:00Z') })).toMatchObject({
      kind: 'final',
      because: 'No retry fits before the last step of collection.',
    });
    expect(decide({ retriesUsed: 1, at: at('2026-04-19T06:00Z') })).toMatchObject({ kind: 'retry' });
  });

  it('whatever happens, retries are a day apart, before the end, and come to an end', () => {
    const classes = fc.constantFrom<DeclineClass>('hard', 'soft', 'card_problem', 'configuration');
    const delays = fc.array(fc.tuple(classes, fc.boolean(), fc.integer({ min: 0, max: 200_000_000 })), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(delays, (story) => {
        let moment = at('2026-03-31T06:00Z');
        let retriesUsed = 0;
        for (const [declineClass, isUnderstood, lateByMs] of story) {
          const decision = decide({
            declineClass,
            isUnderstood,
            retriesUsed,
            at: moment,
          });
          if (decision.kind === 'final') return;
          expect(decision.at.getTime() - moment.getTime()).toBeGreaterThanOrEqual(86_400_000);
          expect(decision.at < LADDER.finalAt).toBe(true);
          if (decision.usesStep) retriesUsed += 1;
          expect(retriesUsed).toBeLessThanOrEqual(4);
          moment = new Date(decision.at.getTime() + lateByMs);
        }
        throw new Error('dunning did not end within 60 tries');
      }),
    );
  });
});
