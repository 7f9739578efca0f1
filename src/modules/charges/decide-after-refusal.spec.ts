import { decideAfterRefusal, type RefusalFacts } from './decide-after-refusal.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const decide = (over: Partial<RefusalFacts> = {}) =>
  decideAfterRefusal({
    rejections: 0,
    hasNewCard: false,
    reason: 'no such token',
    now: NOW,
    waitScale: 1,
    ...over,
  });

describe('a charge call that was not taken', () => {
  it('is made again a day later, and is counted', () => {
    expect(decide()).toEqual({
      kind: 'retry',
      at: new Date('2027-02-11T06:00:00Z'),
      reason: 'the request was refused: no such token',
      rejections: 1,
      looksAtCards: false,
    });
  });

  it('is left to a person after the third time, and the second has it looked whether Ottu still has the card', () => {
    expect(decide({ rejections: 1 })).toMatchObject({ kind: 'retry', looksAtCards: true });
    expect(decide({ rejections: 2 })).toEqual({ kind: 'block', rejections: 3 });
  });

  it('is made at once with the card that the customer gave meanwhile, and is held against nobody', () => {
    for (const rejections of [0, 2]) {
      expect(decide({ hasNewCard: true, rejections })).toMatchObject({
        kind: 'retry',
        at: NOW,
        reason: expect.stringContaining('new card'),
        rejections,
      });
    }
  });
});
