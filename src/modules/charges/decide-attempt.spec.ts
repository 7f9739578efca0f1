import type { Agreement, Card } from '../cards/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { type AttemptFacts, decideAttempt } from './decide-attempt.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR);

const subscription = { status: 'active', timeZone: 'Asia/Kuwait' } as Subscription;
const card = { status: 'active', brand: 'VISA', refusedReason: null } as Card;
const agreement = {
  cardId: 1n,
  expiryDate: '2047-01-10',
  totalCycles: 999,
  cyclesUsed: 3,
  amountVariability: 'variable',
  amountMinor: null,
  maxAmountMinor: null,
} as Agreement;

const charge: AttemptFacts['charge'] = {
  invoiceId: 7n,
  amountMinor: 9500n,
  ladder: null,
  nextActionAt: NOW,
  nextActionReason: null,
  cardGivenAt: null,
};

function decide(over: Partial<AttemptFacts> = {}) {
  return decideAttempt({
    subscription,
    agreement,
    card,
    charge,
    lastSentAt: null,
    cardTries: [],
    invoice: { kind: 'recurring', createdAt: NOW },
    isCardInUse: false,
    isInDoubt: false,
    gatewayHold: null,
    now: NOW,
    waitScale: 1,
    ...over,
  });
}

describe('whether a charge may be tried now', () => {
  it('is yes with a card on file and an agreement in force', () => {
    expect(decide()).toEqual({ kind: 'attempt', card, agreement });
  });

  it.each<[string, Partial<AttemptFacts>]>([
    ['there is no card', { card: null }],
    ['there is no agreement', { agreement: null }],
    ['the agreement is bound to no card yet', { agreement: { ...agreement, cardId: null } }],
    ['the card was refused for ever', { card: { ...card, status: 'refused', refusedReason: 'Stolen card' } }],
    ['the card was removed', { card: { ...card, status: 'removed' } }],
    ['the agreement expires today', { agreement: { ...agreement, expiryDate: '2027-02-10' } }],
    ['all cycles of the agreement are used', { agreement: { ...agreement, cyclesUsed: 999 } }],
    ['it is more than was agreed for a cycle', { agreement: { ...agreement, maxAmountMinor: 9499n } }],
    [
      'another amount was agreed',
      { agreement: { ...agreement, amountVariability: 'fixed', amountMinor: 9000n } },
    ],
  ])('is no until the customer acts when %s', (_why, over) => {
    expect(decide(over).kind).toBe('cannot');
  });

  it('tells why a card can no longer be charged', () => {
    const refused = { ...card, status: 'refused', refusedReason: 'Stolen card' } as Card;
    expect(decide({ card: refused })).toEqual({ kind: 'cannot', reason: 'Stolen card' });
  });

  it('goes by the customer’s calendar on the day before the agreement expires', () => {
    const lastDay = { ...agreement, expiryDate: '2027-02-11' };
    // In Kuwait it is the 11th from 21:00 UTC on.
    expect(decide({ agreement: lastDay, now: new Date('2027-02-10T20:59:59Z') }).kind).toBe('attempt');
    expect(decide({ agreement: lastDay, now: new Date('2027-02-10T21:00:00Z') }).kind).toBe('cannot');
  });

  it.each(['canceled', 'ended'] as const)('is no for ever when the subscription is %s', (status) => {
    const over = { ...subscription, status, endedAt: hoursAgo(1) };
    expect(decide({ subscription: over }).kind).toBe('over');
    expect(decide({ subscription: over, invoice: { kind: 'one_off', createdAt: hoursAgo(2) } }).kind).toBe(
      'over',
    );
  });

  it('is yes after the end for what was invoiced after it', () => {
    const over = { ...subscription, status: 'canceled' as const, endedAt: hoursAgo(1) };
    expect(decide({ subscription: over, invoice: { kind: 'one_off', createdAt: NOW } }).kind).toBe('attempt');
  });

  it('is "later" within 20 hours of the last charge, and yes from then on', () => {
    expect(decide({ lastSentAt: hoursAgo(19) })).toMatchObject({
      kind: 'postpone',
      at: new Date(NOW.getTime() + HOUR),
    });
    expect(decide({ lastSentAt: hoursAgo(20) }).kind).toBe('attempt');
  });

  it('is "later" when the card networks want it later', () => {
    const asked = { at: hoursAgo(24), declined: true, adviceCode: '02' };
    const mastercard = { ...card, brand: 'MASTERCARD' };
    expect(decide({ card: mastercard, cardTries: [asked] })).toMatchObject({
      kind: 'postpone',
      at: new Date(NOW.getTime() + 48 * HOUR),
    });
  });

  it('is no when the holder stopped the payments of this card', () => {
    const stopped = { at: hoursAgo(24), declined: true, adviceCode: '21' };
    const mastercard = { ...card, brand: 'MASTERCARD' };
    expect(decide({ card: mastercard, cardTries: [stopped] }).kind).toBe('cannot');
  });

  it.each<[string, Partial<AttemptFacts>, number]>([
    ['its card is being charged for another subscription', { isCardInUse: true }, 1 / 60],
    ['another payment of the subscription is in doubt', { isInDoubt: true }, 6],
    [
      'its gateway refuses the merchant',
      { gatewayHold: { until: hoursAgo(-3), reason: 'gateway refused' } },
      3,
    ],
    [
      'the card was declined for another subscription',
      { cardTries: [{ at: hoursAgo(5), declined: true, adviceCode: null, invoiceId: 8n }] },
      15,
    ],
  ])('is "later" while %s', (_why, over, hours) => {
    expect(decide(over)).toMatchObject({ kind: 'postpone', at: hoursAgo(-hours) });
  });

  it('is "later" within a day of the last try of this card for the invoice, whoever asks for it', () => {
    const tried = (hours: number, invoiceId: bigint) =>
      decide({ cardTries: [{ at: hoursAgo(hours), declined: true, adviceCode: null, invoiceId }] });
    expect(tried(20, 7n)).toMatchObject({ kind: 'postpone', at: hoursAgo(-4) });
    expect(tried(24, 7n).kind).toBe('attempt');
    expect(tried(20, 8n).kind).toBe('attempt');
  });

  it('is "later" by the longest of all waits, and says which that is', () => {
    const over = { isCardInUse: true, lastSentAt: hoursAgo(1), isInDoubt: true };
    expect(decide(over)).toEqual({
      kind: 'postpone',
      at: hoursAgo(-19),
      reason: 'no two charges of a card within 20 hours',
    });
  });

  it('does not wait for a hold that is over, nor for a card that was approved today', () => {
    const gatewayHold = { until: NOW, reason: 'gateway refused' };
    const cardTries = [{ at: hoursAgo(1), declined: false, adviceCode: null }];
    expect(decide({ gatewayHold, cardTries }).kind).toBe('attempt');
  });

  it('is no after four retries of the invoice with this card, and yes for another invoice', () => {
    const cardTries = [1, 2, 3, 4, 5].map((day) => ({
      at: hoursAgo(24 * day),
      declined: true,
      adviceCode: null,
      invoiceId: 7n,
    }));
    expect(decide({ cardTries }).kind).toBe('cannot');
    expect(decide({ cardTries, charge: { ...charge, invoiceId: 8n } }).kind).toBe('attempt');
    expect(decide({ cardTries: cardTries.slice(1) }).kind).toBe('attempt');
  });

  it('is not in the night or on a weekend when its day has passed meanwhile, unless its customer has just given the card', () => {
    // Thursday at nine; found on Friday, when the worker is back.
    const thursday = new Date('2027-02-11T06:00:00Z');
    const times = { timeZone: 'Asia/Kuwait', localHour: 9, weekend: ['friday', 'saturday'] } as const;
    const ladder = {
      retries: [thursday.toISOString()],
      graceUntil: '2027-02-20T06:00:00.000Z',
      finalAt: '2027-03-03T06:00:00.000Z',
      finalAction: 'cancel' as const,
      policyVersion: 1,
      times,
    };
    const late = { ...charge, nextActionAt: thursday, ladder };
    const on = (now: string, over: Partial<typeof late> = {}) =>
      decide({ now: new Date(now), charge: { ...late, ...over } });
    expect(on('2027-02-12T10:00:00Z')).toMatchObject({
      kind: 'postpone',
      at: new Date('2027-02-14T06:00:00Z'),
      reason: expect.stringContaining('the policy allows'),
    });
    expect(on('2027-02-11T20:00:00Z').kind).toBe('attempt');
    // Asked for on a Friday, before its day.
    expect(on('2027-02-12T10:00:00Z', { nextActionAt: new Date('2027-02-14T06:00:00Z') }).kind).toBe(
      'attempt',
    );
    expect(on('2027-02-14T06:10:00Z').kind).toBe('attempt');
    expect(on('2027-02-12T10:00:00Z', { cardGivenAt: thursday }).kind).toBe('attempt');
    expect(on('2027-02-12T10:00:00Z', { ladder: { ...ladder, finalAt: '2027-02-13T06:00:00Z' } }).kind).toBe(
      'attempt',
    );
    // Monday at midnight: its hour of Sunday was missed, as on each day whose requests are used up before nine.
    const sunday = new Date('2027-02-14T06:00:00Z');
    const again = on('2027-02-14T21:00:00Z', { nextActionAt: sunday });
    expect(again).toMatchObject({ kind: 'postpone', at: new Date('2027-02-15T06:00:00Z') });
    const nextActionReason = again.kind === 'postpone' ? again.reason : null;
    expect(on('2027-02-14T21:00:00Z', { nextActionAt: sunday, nextActionReason }).kind).toBe('attempt');
    expect(on('2027-02-11T21:00:00Z', { nextActionReason })).toMatchObject({
      kind: 'postpone',
      at: new Date('2027-02-13T21:00:00Z'),
    });
  });
});
