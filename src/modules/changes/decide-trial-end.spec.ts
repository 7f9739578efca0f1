import { decideTrialEnd, type TrialEndFacts } from './decide-trial-end.js';

const NOW = new Date('2027-01-10T06:00:00Z');
const day = (n: number) => new Date(NOW.getTime() + n * 86_400_000);
const subscription = {
  publicId: 'sub_1',
  status: 'trialing' as const,
  trialEnd: day(14),
  cancelRequestedAt: null,
};

function decide(over: Partial<TrialEndFacts> = {}) {
  return decideTrialEnd({ subscription, waitsForConsent: false, asked: null, now: NOW, ...over });
}

describe('the end of a trial', () => {
  it('may be moved to any moment that is ahead, and to now', () => {
    expect(decide()).toEqual(NOW);
    expect(decide({ asked: day(1) })).toEqual(day(1));
    expect(decide({ asked: day(730) })).toEqual(day(730));
    expect(() => decide({ asked: NOW })).toThrow('must be in the future');
    expect(() => decide({ asked: day(731) })).toThrow('at most 730 days');
  });

  it.each<[string, Partial<TrialEndFacts>]>([
    ['no trial is running', { subscription: { ...subscription, status: 'active' } }],
    ['its cancel waits', { subscription: { ...subscription, cancelRequestedAt: NOW } }],
    ['its trial is over', { subscription: { ...subscription, trialEnd: NOW } }],
    ['a change waits for its customer', { waitsForConsent: true }],
  ])('stays where it is when %s', (why, over) => {
    expect(() => decide({ ...over, asked: day(20) })).toThrow(why);
  });
});
