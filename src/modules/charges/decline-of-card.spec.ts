import type { CardReading, Decline } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Card, CardsRepository } from '../cards/index.js';
import type { Attempt } from './attempt.entity.js';
import { DeclineOfCard } from './decline-of-card.js';
import type { RefuseCard } from './refuse-card.js';
import type { SettlementContext } from './settlement-context.js';

const TX = {} as Tx;
const SENT = new Date('2027-02-10T06:00:00Z');
const declined = (responseCode: string, over: Partial<Decline> = {}): Decline => ({
  class: 'soft',
  code: responseCode,
  responseCode,
  message: 'no',
  ...over,
});
const charged = (cardId: bigint | null) =>
  ({ merchantId: 1n, customerId: 1n, cardId, sentAt: cardId && SENT, preparedAt: SENT }) as Attempt;
const used = (token: string, brand: string | null) => ({ token, brand }) as CardReading;

const cards = [
  { id: 1n, token: 'visa', brand: 'VISA', renewedAt: null },
  { id: 2n, token: 'nameless', brand: null, renewedAt: null },
] as unknown as Card[];

function declineOfCard(onFile = cards) {
  const refused: bigint[] = [];
  const found = (where: (card: Card) => boolean) => Promise.resolve(onFile.find(where) ?? null);
  const of = new DeclineOfCard(
    {
      findById: (_tx: Tx, _merchant: bigint, id: bigint) => found((card) => card.id === id),
      findByToken: (_tx: Tx, _merchant: bigint, _customer: bigint, token: string) =>
        found((card) => String(card.token) === token),
    } as unknown as CardsRepository,
    {
      apply: (_tx: Tx, _charge: unknown, id: bigint) => Promise.resolve(void refused.push(id)),
    } as unknown as RefuseCard,
  );
  return { of, refused };
}

describe('the class of a decline', () => {
  const classOf = async (attempt: Attempt, reading: CardReading | null) =>
    (await declineOfCard().of.judge(TX, attempt, declined('12'), reading)).class;

  it('of the saved card goes by its own network', async () => {
    expect(await classOf(charged(1n), null)).toBe('hard');
    expect(await classOf(charged(1n), used('visa', 'MASTERCARD'))).toBe('hard');
  });

  it('of a page goes by the card that was used there, on file or not', async () => {
    expect(await classOf(charged(null), used('visa', 'MASTERCARD'))).toBe('hard');
    expect(await classOf(charged(null), used('nameless', 'MASTERCARD'))).toBe('soft');
    expect(await classOf(charged(null), used('unknown here', 'mada'))).toBe('soft');
    expect(await classOf(charged(null), used('unknown here', 'VISA'))).toBe('hard');
  });

  it('obeys every network where nobody told the brand', async () => {
    expect(await classOf(charged(null), null)).toBe('hard');
    expect(await classOf(charged(2n), null)).toBe('hard');
  });
});
describe('a "never again"', () => {
  const refusedBy = async (attempt: Attempt, renewedAt: Date | null, said: Decline) => {
    const { of, refused } = declineOfCard([{ ...cards[0]!, renewedAt }]);
    const context = { attempt, charge: {}, now: later(9) } as unknown as SettlementContext;
    await of.obey(TX, context, said, used('visa', 'VISA'));
    return refused;
  };
  const later = (hours: number) => new Date(SENT.getTime() + hours * 3_600_000);
  const hard = declined('43', { class: 'hard' });

  it.each([
    ['that was charged', charged(1n)],
    ['that was used on a page', charged(null)],
  ])('ends the card %s, and not the one that was given after it under the same token', async (_, attempt) => {
    expect(await refusedBy(attempt, null, hard)).toEqual([1n]);
    expect(await refusedBy(attempt, later(-1), hard)).toEqual([1n]);
    expect(await refusedBy(attempt, SENT, hard)).toEqual([1n]);
    expect(await refusedBy(attempt, later(1), hard)).toEqual([]);
    expect(await refusedBy(attempt, null, declined('51'))).toEqual([]);
  });
});
