import type { Coming, NotChargedFacts } from './not-charged-facts.js';
import { whyNotCharged } from './why-not-charged.js';

const TRIAL_END = new Date('2027-01-24T06:00:00Z');
const NEXT = new Date('2027-02-10T06:00:00Z');
const SOONER = new Date('2027-02-05T06:00:00Z');
const NOTHING: Coming = { next: null, isChange: false, end: null, resumesAt: null };

const FACTS: NotChargedFacts = {
  now: new Date('2027-01-11T06:00:00Z'),
  timeZone: 'Asia/Kuwait',
  testClock: null,
  isRecovering: false,
  chargingStopped: null,
  status: 'active',
  trialEnd: null,
  nextBillAt: NEXT,
  coming: { ...NOTHING, next: NEXT },
  cancelAtPeriodEnd: false,
  cancelRequestedAt: null,
  endedAt: null,
  cancelReason: null,
  pastDueSince: null,
  quarantine: null,
  billingFailures: 0,
  isFree: false,
  card: { status: 'active', refusedReason: null, expired: null },
  agreementRefusal: null,
  inReview: null,
  heldBack: null,
  charges: [],
  hold: null,
  breaker: null,
  budgetUntil: null,
  lastPaid: null,
  withoutCharge: null,
};

function told(change: Partial<Omit<NotChargedFacts, 'coming'>>, coming: Partial<Coming>) {
  const facts = { ...FACTS, ...change, coming: { ...NOTHING, ...coming } };
  return whyNotCharged(facts).map(({ code, sentence, until }) => [code, sentence, until]);
}
const ends = (kind: string, at: Date, reason = '') => ({ end: { kind, at, reason } });

describe('why nothing is charged yet', () => {
  it('is told by what is billed next, whatever date its row has', () => {
    expect(told({}, { next: NEXT })).toEqual([
      ['not_due', 'Nothing is due: the next period is billed on 10 February 2027.', NEXT],
    ]);
    expect(told({}, { next: SOONER })).toEqual([
      ['not_due', 'Nothing is due: the next period is billed on 5 February 2027.', SOONER],
    ]);
    expect(told({}, { next: SOONER, isChange: true })).toEqual([
      ['not_due', 'Nothing is due: the next invoice is that of a planned change on 5 February 2027.', SOONER],
    ]);
    // Further off than is foretold.
    expect(told({}, {})).toMatchObject([['not_due', expect.stringContaining('10 February 2027'), NEXT]]);
  });

  it('names no billing where the subscription is over or stands still before it', () => {
    const no = 'Nothing is due, and no further period is billed';
    expect(told({}, ends('cancel', SOONER))).toEqual([
      ['ends_first', `${no}: it is canceled on 5 February 2027.`, SOONER],
    ]);
    expect(told({}, ends('end', NEXT))).toEqual([
      ['ends_first', `${no}: it ends on 10 February 2027.`, NEXT],
    ]);
    expect(told({}, ends('none', NEXT, 'The subscription is paused.'))).toEqual([
      [
        'ends_first',
        'No further period is billed from 10 February 2027 on: The subscription is paused.',
        NEXT,
      ],
    ]);
    const due = { now: NEXT };
    expect(told(due, ends('end', NEXT))).toEqual([
      ['ends_first', `${no}: it ends as soon as the clock comes to it.`, null],
    ]);
    expect(told(due, ends('ask', NEXT, '3 periods were missed.'))).toEqual([
      ['ends_first', 'No further period is billed: 3 periods were missed.', null],
    ]);
  });

  it('names the billing that comes before the end, and what is owed of the last period with it', () => {
    expect(told({}, { next: NEXT, ...ends('cancel', new Date('2027-03-01T06:00:00Z')) })).toMatchObject([
      ['not_due', expect.anything(), NEXT],
    ]);
    expect(told({}, { next: SOONER, ...ends('cancel', SOONER) })).toMatchObject([
      [
        'ends_first',
        expect.stringMatching(/canceled on 5 February 2027, and what is still to be paid/),
        SOONER,
      ],
    ]);
  });

  it('promises no first charge at the end of a trial that ends without one', () => {
    const trial = { status: 'trialing', trialEnd: TRIAL_END, nextBillAt: TRIAL_END, card: null } as const;
    const first = (coming: Partial<Coming>) => told(trial, coming)[0];
    expect(first({ next: TRIAL_END })).toEqual([
      'trial',
      'The trial is running; the first charge is due when it ends on 24 January 2027.',
      TRIAL_END,
    ]);
    expect(first(ends('pause', TRIAL_END))).toEqual([
      'trial',
      'The trial is running; it is paused on 24 January 2027, and nothing is charged.',
      TRIAL_END,
    ]);
    const sooner = new Date('2027-01-20T06:00:00Z');
    expect(first(ends('cancel', sooner))).toMatchObject([
      'trial',
      expect.stringContaining('canceled on 20 January 2027'),
      sooner,
    ]);
  });

  it('passes by itself where a pause has an end, and the subscription none before', () => {
    const paused = { status: 'paused', nextBillAt: null } as const;
    expect(told(paused, { next: NEXT, resumesAt: NEXT })).toMatchObject([
      ['paused', expect.stringContaining('goes on by itself on 10 February 2027'), NEXT],
    ]);
    for (const coming of [{}, { resumesAt: NEXT, ...ends('cancel', SOONER) }])
      expect(told(paused, coming)).toMatchObject([['paused', expect.anything(), null]]);
  });
});
