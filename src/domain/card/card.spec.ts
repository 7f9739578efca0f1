import fc from 'fast-check';
import { can, eventsOf, next } from '../state-machine.js';
import { afterDeletionCall } from './card-deletion.js';
import { wasBoundSince, wasRenewedSince } from './card-in-force.js';
import { CARD_STATES, cardMachine } from './card-states.js';
import { compareCards, type KnownCard } from './compare-cards.js';
import { nextSyncAt } from './next-sync.js';

describe('the law of cards', () => {
  it('nobody deletes a card twice, or one that is gone', () => {
    const deletable = CARD_STATES.filter((state) => can(cardMachine, state, 'ask_deletion'));
    expect(deletable).toEqual(['active', 'refused']);
  });

  it('a page is doubted when its agreement was bound since it was opened, or in that moment, and is in force', () => {
    const [before, then, after] = ['05', '06', '07'].map((hour) => new Date(`2027-01-10T${hour}:00:00Z`)) as [Date, Date, Date]; // prettier-ignore
    const isDoubted = (status: string, updatedAt: Date) => wasBoundSince({ status, updatedAt }, then);
    expect([before, then, after].map((at) => isDoubted('active', at))).toEqual([false, true, true]);
    expect(['pending', 'ended'].map((status) => isDoubted(status, after))).toEqual([false, false]);
  });

  it('what is said of a try says nothing of the card that was given after it, under the same token', () => {
    const [tried, later] = ['06', '07'].map((hour) => new Date(`2027-01-10T${hour}:00:00Z`)) as [Date, Date];
    const wasRenewed = (renewedAt: Date | null) => wasRenewedSince({ renewedAt }, tried);
    expect([null, new Date(tried), later].map(wasRenewed)).toEqual([false, false, true]);
  });

  it('one that is deleted and still listed is to be deleted again, and not charged', () => {
    expect(next(cardMachine, 'removed', 'find_undeleted')).toBe('deleting');
  });

  it('only the customer, on a page, brings back what is leaving or gone', () => {
    for (const state of ['deleting', 'removed'] as const) {
      const ways = eventsOf(cardMachine).filter(
        (event) => can(cardMachine, state, event) && next(cardMachine, state, event) === 'active',
      );
      expect(ways).toEqual(['give_again']);
    }
  });

  it('what an issuer refused for good becomes active by being another card only', () => {
    const ways = eventsOf(cardMachine).filter((e) => can(cardMachine, 'refused', e));
    expect(ways).toEqual(['ask_deletion', 'confirm_gone', 'give_renewed']);
    expect(ways.filter((e) => next(cardMachine, 'refused', e) === 'active')).toEqual(['give_renewed']);
  });
});

describe('comparing cards with the list at Ottu', () => {
  const known = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    state: fc.constantFrom(...CARD_STATES),
    deletion: fc.constantFrom('not_wanted', 'wanted', 'unsettled', 'kept'),
  });
  const keyed = <T extends { key: string }>(one: fc.Arbitrary<T>) =>
    fc.uniqueArray(one, { selector: ({ key }) => key });

  it('puts every card in exactly one place, the one that a person would put it in', () => {
    const listed = keyed(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'x', 'y') }));
    fc.assert(
      fc.property(keyed(known), listed, (ours, theirs) => {
        const found = compareCards<KnownCard, { key: string }>(ours, theirs);
        const whereRemoved = {
          not_wanted: 'back',
          wanted: 'undeleted',
          unsettled: 'nowhere',
          kept: 'nowhere',
        };
        const placeOf = (key: string): string => {
          const card = ours.find((one) => one.key === key);
          const isListed = theirs.some((one) => one.key === key);
          if (!card) return 'adopt';
          if (isListed && card.state === 'removed') return whereRemoved[card.deletion];
          if (isListed) return 'same';
          return card.state === 'removed' ? 'nowhere' : 'missing';
        };
        for (const key of new Set([...ours, ...theirs].map((one) => one.key))) {
          const places = [
            ...found.adopt.filter((one) => one.key === key).map(() => 'adopt'),
            ...found.back.filter((one) => one.known.key === key).map(() => 'back'),
            ...found.undeleted.filter((one) => one.key === key).map(() => 'undeleted'),
            ...found.same.filter((one) => one.known.key === key).map(() => 'same'),
            ...found.missing.filter((one) => one.key === key).map(() => 'missing'),
          ];
          expect(places).toEqual(placeOf(key) === 'nowhere' ? [] : [placeOf(key)]);
        }
      }),
    );
  });
});

describe('after a deletion was asked for at Ottu', () => {
  const now = new Date('2027-03-01T10:00:00Z');
  const step = (
    answer: Parameters<typeof afterDeletionCall>[0],
    lockedUntil: string | null = null,
    tries = 1,
  ) => afterDeletionCall(answer, { tries, lockedUntil, now });

  it('a card that is gone is gone, also when it was gone before', () => {
    for (const kind of ['deleted', 'not_found'] as const) {
      expect(step({ kind })).toEqual({ kind: 'gone', keptAtOttu: false, reason: null });
    }
  });

  it('where nothing can be deleted the card leaves us, and it is remembered that Ottu has it', () => {
    expect(step({ kind: 'unavailable', message: 'no such method' })).toEqual({
      kind: 'gone',
      keptAtOttu: true,
      reason: 'Ottu offers no deletion here: no such method',
    });
  });

  it('a card that an agreement holds is asked about when the last agreement is over', () => {
    const answer = { kind: 'refused' as const, message: 'locked' };
    expect(step(answer, '2030-01-31')).toMatchObject({ at: new Date('2030-02-02T00:00:00Z') });
    expect(step(answer, '2026-01-31')).toMatchObject({ at: new Date('2027-03-08T10:00:00Z') });
    expect(step(answer)).toMatchObject({ at: new Date('2027-03-08T10:00:00Z') });
  });

  it('silence is asked about again, ever more rarely, and at least once a day', () => {
    const minutes = [0, 1, 2, 50].map((tries) => {
      const next = step({ kind: 'trouble', message: 'timeout' }, null, tries);
      return next.kind === 'again' ? (next.at.getTime() - now.getTime()) / 60_000 : null;
    });
    expect(minutes).toEqual([5, 10, 20, 1440]);
  });

  it('every other answer is asked about later, never at once', () => {
    for (const answer of [
      { kind: 'unauthorized', message: 'no' },
      { kind: 'rate_limited', retryAfterSeconds: 0 },
    ] as const) {
      const next = step(answer);
      expect(next.kind === 'again' && next.at > now).toBe(true);
    }
  });
});

test('cards are compared at night, a month on', () => {
  expect(nextSyncAt(new Date('2027-01-10T06:00:00Z'))).toEqual(new Date('2027-02-09T22:00:00Z'));
  expect(nextSyncAt(new Date('2027-01-10T23:59:59Z'))).toEqual(new Date('2027-02-09T22:00:00Z'));
});
