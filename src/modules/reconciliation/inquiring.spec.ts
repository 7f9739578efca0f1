import { FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import { money } from '../../domain/money/money.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Attempt, Verdict } from '../charges/index.js';
import { afterClosing, afterFailedClosing } from './after-closing.js';
import { afterInquiry } from './after-inquiry.js';
import { nextStep } from './next-step.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const moment = { now: NOW, waitScale: 1 };
const ago = (ms: number) => new Date(NOW.getTime() - ms);

const UNREADABLE: Verdict = { kind: 'unreadable', reason: 'HTTP 429', retryAfterSeconds: 5 };
const PAID: Verdict = {
  kind: 'paid',
  payment: { state: 'paid', amount: money(9500n, 'KWD') } as PaymentReading,
};
const NEGATIVE: Verdict[] = [
  { kind: 'closed', decline: null },
  { kind: 'untouched' },
  { kind: 'under_way', decline: null, isPending: false },
];
const SEEN: Verdict = { kind: 'closed', decline: null };
const PENDING: Verdict = { kind: 'under_way', decline: null, isPending: true };

const fenced = (at: Date, over: Partial<Attempt> = {}) =>
  ({ status: 'fenced', fencedAt: at, sentAt: ago(DAY), checks: 0, inquiries: 0, ...over }) as Attempt;

describe('inquiring at the gateway', () => {
  it('is repeated after half an hour, and after three times the next day, whatever the platform says', () => {
    const waits = [0, 1, 2, 3, 4, 5].map((inquiries) => {
      const step = afterInquiry(fenced(ago(DAY), { inquiries }), UNREADABLE, SEEN, moment);
      return step.do === 'wait' ? (step.at.getTime() - NOW.getTime()) / MINUTE : step.do;
    });
    expect(waits).toEqual([31, 31, 24 * 60 - 62, 31, 31, 24 * 60 - 62]);
  });

  it('that finds the gateway still at it is no word about the money: asked again, and after a week a person', () => {
    const tried = { class: 'soft', code: '05', message: 'Do not honour' } as const;
    for (const decline of [null, tried]) {
      const step = afterInquiry(fenced(ago(DAY)), PENDING, { kind: 'closed', decline }, moment);
      expect(step).toEqual({ do: 'wait', at: new Date(NOW.getTime() + 31 * MINUTE) });
    }
    const old = fenced(ago(6 * DAY), { sentAt: ago(7 * DAY) });
    expect(afterInquiry(old, PENDING, SEEN, moment)).toMatchObject({ outcome: { kind: 'to_human' } });
    for (const verdict of NEGATIVE)
      expect(afterInquiry(old, verdict, SEEN, moment)).toMatchObject({ outcome: { kind: 'unpaid' } });
  });

  it('gives a page that was fenced after it had been open for a week its own week', () => {
    const page = fenced(ago(DAY), { sentAt: null, preparedAt: ago(9 * DAY), expiresAt: ago(2 * DAY) });
    expect(afterInquiry(page, UNREADABLE, SEEN, moment).do).toBe('wait');
    expect(afterInquiry({ ...page, fencedAt: ago(7 * DAY) }, UNREADABLE, SEEN, moment).do).toBe('settle');
  });

  it('is a person’s where the gateway cannot be inquired at, after the wait and not before', () => {
    const ripe = fenced(ago(FENCE_WAIT_MINUTES * MINUTE));
    expect(nextStep(ripe, SEEN, moment, 'upg')).toMatchObject({ outcome: { kind: 'to_human' } });
    expect(nextStep(ripe, SEEN, moment, 'mpgs')).toEqual({ do: 'inquire' });
    for (const verdict of NEGATIVE) expect(nextStep(fenced(NOW), verdict, moment, 'upg').do).toBe('wait');
    expect(nextStep(ripe, PAID, moment, 'upg')).toMatchObject({ outcome: { kind: 'succeeded' } });
  });

  it('is a person’s also where only the answer itself names such a gateway', () => {
    const closed: Verdict = { kind: 'closed', decline: null, gatewayName: 'UPG' };
    expect(nextStep(fenced(ago(DAY)), closed, moment)).toMatchObject({ outcome: { kind: 'to_human' } });
    expect(afterInquiry(fenced(ago(DAY)), closed, SEEN, moment)).toMatchObject({
      outcome: { kind: 'to_human' },
    });
    expect(nextStep(fenced(ago(DAY)), { ...closed, gatewayName: 'mpgs' }, moment, 'upg').do).toBe('settle');
    expect(nextStep(fenced(ago(DAY)), { ...closed, gatewayName: 'mpgs' }, moment)).toEqual({ do: 'inquire' });
  });
});

describe('a session that counts as closed, and is seen open', () => {
  const ripe = (over: Partial<Attempt> = {}) => fenced(ago(FENCE_WAIT_MINUTES * MINUTE), over);
  const OPEN: Verdict[] = [
    { kind: 'untouched' },
    { kind: 'under_way', decline: { class: 'soft', code: '05', message: 'Do not honour' } },
    PENDING,
  ];

  it('is closed anew after the wait, whatever its gateway, and waited for again', () => {
    for (const verdict of OPEN) {
      expect(nextStep(fenced(NOW), verdict, moment).do).toBe('wait');
      for (const gateway of [null, 'mpgs', 'upg'])
        expect(nextStep(ripe(), verdict, moment, gateway)).toMatchObject({
          do: 'expire',
          settled: { kind: 'fenced', checkAgainAt: new Date(NOW.getTime() + FENCE_WAIT_MINUTES * MINUTE) },
        });
    }
  });

  it('is a person’s after a week of that: each new fence moves the time of the fence, and not the week', () => {
    const pages = { sentAt: null, preparedAt: ago(8 * DAY) };
    for (const verdict of OPEN) {
      for (const week of [{ sentAt: ago(7 * DAY) }, { ...pages, expiresAt: ago(7 * DAY) }])
        expect(nextStep(ripe(week), verdict, moment)).toMatchObject({ outcome: { kind: 'to_human' } });
      const page = ripe({ ...pages, expiresAt: ago(6 * DAY) });
      expect(nextStep(page, verdict, moment).do).toBe('expire');
    }
  });

  it('is unpaid by no word of its gateway where closing it anew is refused', () => {
    const failure = { seconds: null, reason: 'the session cannot be closed: no permission' };
    for (const seen of OPEN) {
      expect(afterFailedClosing(ripe({ lastInquiryAt: null }), seen, null, failure, moment).do).toBe(
        'inquire',
      );
      for (const verdict of [...NEGATIVE.slice(1), PENDING, UNREADABLE])
        expect(afterInquiry(ripe(), verdict, seen, moment).do).toBe('wait');
      // Its gateway's question told of a closed one: that begins the wait, as for any other.
      expect(afterInquiry(ripe(), SEEN, seen, moment)).toMatchObject({ outcome: { kind: 'fenced' } });
      expect(afterInquiry(ripe(), PAID, seen, moment)).toMatchObject({ outcome: { kind: 'succeeded' } });
      const old = ripe({ sentAt: ago(7 * DAY) });
      expect(afterInquiry(old, PENDING, seen, moment)).toMatchObject({ outcome: { kind: 'to_human' } });
    }
  });
});

describe('a session that cannot be closed', () => {
  const failure = { seconds: null, reason: 'the session cannot be closed: no permission' };
  const open = (over: Partial<Attempt> = {}) =>
    ({
      status: 'unknown',
      sentAt: ago(FENCE_WAIT_MINUTES * MINUTE),
      lastInquiryAt: null,
      checks: 4,
      ...over,
    }) as Attempt;
  const step = (attempt: Attempt, gateway: string | null = null) =>
    afterFailedClosing(attempt, PENDING, gateway, failure, moment);
  const inHalfAnHour = { do: 'wait', at: new Date(NOW.getTime() + 31 * MINUTE) };

  it('is asked about at its gateway once that must know, and then twice a day', () => {
    expect(step(open())).toEqual({ do: 'inquire' });
    expect(step(open({ sentAt: ago(FENCE_WAIT_MINUTES * MINUTE - 1) }))).toEqual(inHalfAnHour);
    expect(step(open({ lastInquiryAt: ago(DAY / 2) }))).toEqual({ do: 'inquire' });
    expect(step(open({ lastInquiryAt: ago(DAY / 2 - 1) }))).toEqual(inHalfAnHour);
    expect(step(open(), 'upg')).toEqual(inHalfAnHour);
    // Of a page nobody knows when it was paid, only when it ended.
    const page = { status: 'ready', sentAt: null } as const;
    expect(step(open({ ...page, expiresAt: ago(DAY) }))).toEqual({ do: 'inquire' });
    expect(step(open({ ...page, expiresAt: ago(MINUTE) }))).toEqual(inHalfAnHour);
    expect(step(open({ sentAt: ago(7 * DAY), lastInquiryAt: ago(DAY / 4) }))).toMatchObject({
      outcome: { kind: 'to_human' },
    });
  });

  it('is found paid by that, and found unpaid by nothing', () => {
    expect(afterInquiry(open(), PAID, SEEN, moment)).toMatchObject({ outcome: { kind: 'succeeded' } });
    const declined = { class: 'soft', code: '05', message: 'Do not honour' } as const;
    for (const decline of [null, declined]) {
      const closed: Verdict = { kind: 'closed', decline };
      expect(afterInquiry(open(), closed, closed, moment)).toMatchObject({ outcome: { kind: 'fenced' } });
      for (const no of [
        { kind: 'untouched' },
        { kind: 'under_way', decline },
        PENDING,
        UNREADABLE,
      ] as Verdict[])
        expect(afterInquiry(open(), no, closed, moment)).toEqual(inHalfAnHour);
    }
  });
});

describe('a session that was seen untouched and is closed now', () => {
  const unsent = { kind: 'unsent', reason: 'closed untouched' } as const;
  const closed: Verdict = { kind: 'closed', decline: null };
  const page = { status: 'ready', sentAt: null, expiresAt: NOW, contradiction: null } as Attempt;

  it('was never paid, if it was closed at once and shows nothing afterwards', () => {
    expect(afterClosing(page, unsent, null, false, moment)).toEqual({ do: 'settle', outcome: unsent });
    expect(afterClosing(page, unsent, closed, false, moment)).toEqual({ do: 'settle', outcome: unsent });
  });

  it('is fenced when it was closed long after the look, or shows that somebody was at it', () => {
    const decline = { class: 'soft', code: '05', message: 'Do not honour' } as const;
    const steps = [
      afterClosing(page, unsent, null, true, moment),
      afterClosing(page, unsent, closed, true, moment),
      afterClosing(page, unsent, { kind: 'closed', decline }, false, moment),
      afterClosing(page, unsent, PENDING, false, moment),
      afterClosing(page, unsent, UNREADABLE, false, moment),
      afterClosing(page, unsent, { kind: 'untouched' }, false, moment),
    ];
    for (const step of steps) expect(step).toMatchObject({ outcome: { kind: 'fenced' } });
    expect(afterClosing(page, unsent, PAID, false, moment)).toMatchObject({ outcome: { kind: 'succeeded' } });
    const contradiction: Verdict = { kind: 'contradiction', reason: 'paid with another amount' };
    expect(afterClosing(page, unsent, contradiction, false, moment)).toMatchObject({ do: 'doubt' });
  });
});
