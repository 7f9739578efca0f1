import fc from 'fast-check';
import { REFUND_STATES } from '../../domain/refund/refund-states.js';
import { money } from '../../domain/money/money.js';
import type { RefundReading } from '../../gateway/payment-gateway.js';
import { attributeRefunds, isGivenBack, type KnownRefund, whatIsLeft } from './attribute-refunds.js';

const told = (
  id: string | null,
  minor: bigint,
  state: RefundReading['state'] = 'refunded',
): RefundReading => ({
  id,
  state,
  amount: money(minor, 'KWD'),
  referenceNumber: null,
});
const ours = (id: bigint, over: Partial<KnownRefund> = {}): KnownRefund => ({
  id,
  status: 'unknown',
  amountMinor: 9500n,
  currency: 'KWD',
  childId: null,
  ...over,
});

describe('which refund at the platform is ours', () => {
  it('is decided by the name that the platform gave it', () => {
    const list = [told('a', 500n), told('b', 500n, 'refund_rejected')];
    const { mine, foreign } = attributeRefunds(list, [
      ours(1n, { amountMinor: 500n, childId: 'b', status: 'queued' }),
      ours(2n, { amountMinor: 500n, childId: 'a', status: 'succeeded' }),
    ]);
    expect([...mine]).toEqual([
      [1n, list[1]],
      [2n, list[0]],
    ]);
    expect(foreign).toEqual([]);
  });

  it('is one of its amount when its answer was lost, and never one that was not sent', () => {
    const list = [told('a', 500n), told('b', 9500n)];
    expect([...attributeRefunds(list, [ours(1n)]).mine.keys()]).toEqual([1n]);
    const waiting = attributeRefunds(list, [ours(1n, { status: 'requested' })]);
    expect(waiting.mine.size).toBe(0);
    expect(waiting.foreign).toEqual(list);
  });

  it('is rather one that was made than one that was rejected', () => {
    const list = [told('no', 9500n, 'refund_rejected'), told('yes', 9500n)];
    expect(attributeRefunds(list, [ours(1n)]).mine.get(1n)).toBe(list[1]);
  });

  it('is no rejected one for a refund that succeeded without a name', () => {
    const list = [told('no', 9500n, 'refund_rejected')];
    expect(attributeRefunds(list, [ours(1n, { status: 'succeeded' })]).mine.size).toBe(0);
  });

  it('is no longer a rejected one of its name once the money went back; who was found under that name has it', () => {
    const rejected = ours(1n, { status: 'rejected', childId: 'a' });
    const no = told('a', 9500n, 'refund_rejected');
    for (const state of ['refunded', 'refund_queued'] as const) {
      const gone = told('a', 9500n, state);
      const unknown = attributeRefunds([gone], [rejected]);
      expect([unknown.mine.size, unknown.foreign]).toEqual([0, [gone]]);
      const found = ours(2n, { status: 'queued', childId: 'a' });
      for (const reading of [gone, no])
        expect([...attributeRefunds([reading], [rejected, found]).mine]).toEqual([[2n, reading]]);
    }
    // Nobody else's either: one in doubt of the same amount was not what the gateway has rejected there.
    expect([...attributeRefunds([no], [rejected, ours(2n)]).mine.keys()]).toEqual([1n]);
  });

  it('each is taken once, all that went back is somebody’s, and a rejection is no stranger’s money', () => {
    const anyTold = fc.array(
      fc.record({
        id: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
        state: fc.constantFrom('refunded' as const, 'refund_queued' as const, 'refund_rejected' as const),
        minor: fc.constantFrom(500n, 9500n),
      }),
      { maxLength: 5 },
    );
    const anyOurs = fc.array(
      fc.record({
        status: fc.constantFrom(...REFUND_STATES),
        amountMinor: fc.constantFrom(500n, 9500n),
        childId: fc.option(fc.constantFrom('a', 'b', 'e')),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(anyTold, anyOurs, (given, rows) => {
        const list = given.map(({ id, state, minor }) => told(id, minor, state));
        const known = rows.map((row, i) => ours(BigInt(i), row));
        const { mine, foreign } = attributeRefunds(list, known);
        const taken = [...mine.values(), ...foreign];
        expect(new Set(taken).size).toBe(taken.length);
        expect(list.filter(isGivenBack).every((reading) => taken.includes(reading))).toBe(true);
        expect(foreign.every(isGivenBack)).toBe(true);
      }),
    );
  });
});

describe('what is left of a payment', () => {
  it('is less by what went back or is about to, in its currency only', () => {
    const payment = { amountMinor: 9500n, currency: 'KWD' };
    const yen = { ...told('y', 900n), amount: money(900n, 'JPY') };
    const list = [told('a', 500n), told('b', 2000n, 'refund_queued'), told('c', 3000n, 'refund_rejected')];
    expect(whatIsLeft(payment, list)).toEqual({ leftMinor: 7000n });
    expect(whatIsLeft(payment, [...list, yen])).toEqual({ leftMinor: 7000n, otherCurrency: 'JPY' });
    expect(whatIsLeft(payment, [{ ...yen, state: 'refund_rejected' }])).toEqual({ leftMinor: 9500n });
  });
});
