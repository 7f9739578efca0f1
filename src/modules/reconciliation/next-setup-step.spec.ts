import type { Verdict } from '../charges/index.js';
import { nextSetupStep, type SetupStep } from './next-setup-step.js';

const ENDS = new Date('2027-01-11T06:00:00Z');
const VERDICTS: Verdict['kind'][] = [
  'paid',
  'held',
  'voided',
  'untouched',
  'under_way',
  'closed',
  'contradiction',
  'unreadable',
];

function step(
  verdict: Verdict['kind'],
  hoursAfterEnd: number,
  { status = 'open', hasCard = false }: { status?: 'open' | 'expired'; hasCard?: boolean } = {},
): SetupStep {
  const moment = { now: new Date(ENDS.getTime() + hoursAfterEnd * 3_600_000), waitScale: 1 };
  return nextSetupStep({ status, expiresAt: ENDS }, verdict, hasCard, moment);
}

describe('a page on which a card is to be saved', () => {
  it('is done when the card is known, however late, and over when it is closed', () => {
    for (const status of ['open', 'expired'] as const)
      for (const hours of [-5, 0, 7, 500]) {
        expect(step('paid', hours, { status, hasCard: true })).toBe('complete');
        expect(step('closed', hours, { status })).toBe('end');
        // Its page is not to be found, and its agreement names another card.
        expect(step('unreadable', hours, { status, hasCard: true })).toBe('complete');
      }
  });

  it('is left alone before its end, and closed from then on', () => {
    for (const verdict of ['untouched', 'under_way', 'held', 'voided', 'contradiction'] as const) {
      expect(step(verdict, -0.01)).toBe('wait');
      expect(step(verdict, 0)).toBe('close');
    }
  });

  it('is not closed while nobody knows what it is, or when a card was saved that is not told yet', () => {
    for (const verdict of ['paid', 'unreadable'] as const)
      for (const hours of [-1, 0, 5.9]) expect(step(verdict, hours)).toBe('wait');
  });

  it('is in nobody’s way six hours after its end, whatever is seen of it', () => {
    for (const verdict of VERDICTS.filter((one) => one !== 'closed'))
      expect(step(verdict, 6)).toBe('give_up');
  });

  it('that was given up is read and closed on, for three days and no longer', () => {
    const expired = { status: 'expired' } as const;
    expect(step('untouched', 71, expired)).toBe('close');
    expect(step('unreadable', 71, expired)).toBe('wait');
    expect(step('paid', 71, expired)).toBe('wait');
    for (const verdict of VERDICTS) expect(step(verdict, 72, expired)).toBe('end');
  });
});
