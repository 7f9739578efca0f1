import { SUBSCRIPTION_STATES } from '../subscription/subscription-states.js';
import { type AccessInput, deriveAccess } from './access.js';

const at = (text: string): Date => new Date(text);
const BASE: AccessInput = {
  status: 'active',
  trialEnd: null,
  currentPeriodEnd: at('2026-04-30T06:00Z'),
  cancelAtPeriodEnd: false,
  pastDueSince: null,
  graceUntil: null,
  endedAt: null,
  inDoubtSince: null,
};
const NOW = at('2026-04-15T00:00Z');
const derive = (over: Partial<AccessInput>, now = NOW) => deriveAccess({ ...BASE, ...over }, now);
const pastDue = {
  status: 'past_due',
  pastDueSince: at('2026-03-31T06:00Z'),
  graceUntil: at('2026-04-10T06:00Z'),
} as const;

describe('deriveAccess', () => {
  it.each(SUBSCRIPTION_STATES)('answers %s with a reason in words', (status) => {
    expect(derive({ status }).reason).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ['incomplete', 'none'],
    ['trialing', 'full'],
    ['active', 'full'],
    ['unpaid', 'restricted'],
    ['paused', 'restricted'],
    ['canceled', 'none'],
    ['ended', 'none'],
  ] as const)('%s is %s', (status, access) => {
    expect(derive({ status }).access).toBe(access);
  });

  it('past due: grace first, restricted from the very instant grace ends', () => {
    expect(derive(pastDue, at('2026-04-10T05:59:59.999Z'))).toMatchObject({
      access: 'grace',
      since: pastDue.pastDueSince,
    });
    expect(derive(pastDue, at('2026-04-10T06:00Z'))).toMatchObject({
      access: 'restricted',
      since: pastDue.graceUntil,
    });
  });

  it('grace does not end while a payment that was sent within it may have arrived', () => {
    const now = at('2026-04-12T00:00Z');
    expect(derive({ ...pastDue, inDoubtSince: at('2026-04-09T06:00Z') }, now)).toMatchObject({
      access: 'grace',
      since: pastDue.pastDueSince,
      reason: expect.stringContaining('still being found out'),
    });
  });

  it('a payment that was sent after grace ended brings nothing back before it arrived', () => {
    const now = at('2026-04-12T00:00Z');
    expect(derive({ ...pastDue, inDoubtSince: pastDue.graceUntil }, now).access).toBe('restricted');
  });

  it('a missing fact never takes access away', () => {
    expect(derive({ status: 'past_due' })).toMatchObject({ access: 'grace', since: null });
    expect(derive({ status: 'trialing' })).toMatchObject({ access: 'full' });
    expect(derive({ cancelAtPeriodEnd: true, currentPeriodEnd: null })).toMatchObject({ access: 'full' });
  });

  it('the clock being late in renewing takes nothing away', () => {
    expect(derive({}, at('2026-05-02T00:00Z')).access).toBe('full');
    expect(derive({ status: 'trialing', trialEnd: at('2026-04-01T00:00Z') })).toMatchObject({
      access: 'full',
      reason: 'The trial is over and its first charge is being made.',
    });
  });

  it('the clock being late in canceling gives nothing away', () => {
    const end = at('2026-04-30T06:00Z');
    expect(derive({ cancelAtPeriodEnd: true }, at('2026-04-30T05:59Z')).access).toBe('full');
    expect(derive({ cancelAtPeriodEnd: true }, end)).toMatchObject({ access: 'none', since: end });
    const trialEnd = at('2026-04-15T00:00Z');
    expect(derive({ status: 'trialing', cancelAtPeriodEnd: true, trialEnd })).toMatchObject({
      access: 'none',
      since: trialEnd,
    });
  });

  it('paused by dunning: says what would end it, and since when it is restricted', () => {
    expect(derive({ ...pastDue, status: 'paused' })).toEqual({
      access: 'restricted',
      since: pastDue.graceUntil,
      reason: 'Collection was given up and the subscription is paused until the open invoice is paid.',
    });
    expect(derive({ status: 'paused' })).toMatchObject({
      since: null,
      reason: 'The subscription is paused.',
    });
  });

  it('tells since when it is over', () => {
    const endedAt = at('2026-04-01T00:00Z');
    expect(derive({ status: 'canceled', endedAt })).toMatchObject({ access: 'none', since: endedAt });
    expect(derive({ ...pastDue, status: 'unpaid' })).toMatchObject({
      access: 'restricted',
      since: pastDue.graceUntil,
    });
  });
});
