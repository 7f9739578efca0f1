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

function decide(over: Partial<AttemptFacts> = {}) {
  return decideAttempt({
    subscription,
    agreement,
    card,
    amountMinor: 9500n,
    lastSentAt: null,
    cardTries: [],
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
    expect(decide({ subscription: { ...subscription, status } }).kind).toBe('over');
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
    expect(decide({ cardTries: [asked] })).toMatchObject({
      kind: 'postpone',
      at: new Date(NOW.getTime() + 48 * HOUR),
    });
  });

  it('is no when the holder stopped the payments of this card', () => {
    const stopped = { at: hoursAgo(24), declined: true, adviceCode: '21' };
    expect(decide({ cardTries: [stopped] }).kind).toBe('cannot');
  });
});
