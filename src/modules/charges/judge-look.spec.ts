import fc from 'fast-check';
import { money } from '../../domain/money/money.js';
import type { LookResult, PaymentReading, SessionState } from '../../gateway/payment-gateway.js';
import { judgeLook } from './judge-look.js';

const EXPECTED = { orderNo: 'r1-abc-1', amount: money(9500n, 'KWD') };
const DECLINE = { class: 'soft', code: '05', message: 'Do not honour' } as const;

function found(state: SessionState, over: Partial<PaymentReading> = {}): LookResult {
  const payment: PaymentReading = {
    sessionId: 's1',
    orderNo: EXPECTED.orderNo,
    state,
    result: null,
    amount: EXPECTED.amount,
    referenceNumber: null,
    gatewayCustomerId: null,
    agreementId: null,
    card: null,
    decline: DECLINE,
    checkoutUrl: null,
    ...over,
  };
  return { kind: 'found', payment };
}

describe('a look at a session', () => {
  it.each(['paid', 'authorized'] as const)('that is %s with play money is for a person', (state) => {
    const reason = expect.stringContaining('sandbox');
    const verdict = judgeLook(found(state, { isPlayMoney: true }), EXPECTED);
    expect(verdict).toEqual({ kind: 'contradiction', reason });
  });

  it('that is paid with our order number, amount and currency is a success', () => {
    expect(judgeLook(found('paid'), EXPECTED).kind).toBe('paid');
  });

  it.each<[string, Partial<PaymentReading>]>([
    ['another order number', { orderNo: 'r1-other-1' }],
    ['one fils more', { amount: money(9501n, 'KWD') }],
    ['another currency', { amount: money(9500n, 'BHD') }],
  ])('that is paid with %s is for a person, not a success', (_what, over) => {
    expect(judgeLook(found('paid', over), EXPECTED).kind).toBe('contradiction');
  });

  it.each([
    ['no order number', { orderNo: null }],
    ['no amount', { amount: null }],
  ])('that is paid or held and tells %s contradicts nothing: it is made again', (_what, over) => {
    for (const state of ['paid', 'authorized'] as const) {
      const verdict = judgeLook(found(state, over), EXPECTED);
      expect(verdict).toMatchObject({ kind: 'unreadable', saysPaid: true });
    }
  });

  it.each<[SessionState, string]>([
    ['created', 'untouched'],
    ['pending', 'under_way'],
    ['attempted', 'under_way'],
    ['failed', 'closed'],
    ['canceled', 'closed'],
    ['expired', 'closed'],
    ['invalided', 'closed'],
    ['authorized', 'held'],
    ['cod', 'contradiction'],
  ])('that is %s means %s', (state, kind) => {
    expect(judgeLook(found(state), EXPECTED).kind).toBe(kind);
  });

  it.each<[string, PaymentReading['hold'], string]>([
    ['and nobody has decided', { captured: null, isVoided: false }, 'held'],
    ['and all of it was captured', { captured: EXPECTED.amount, isVoided: false }, 'paid'],
    ['and a part of it was captured', { captured: money(9499n, 'KWD'), isVoided: false }, 'contradiction'],
    ['and it was let go', { captured: null, isVoided: true }, 'voided'],
    ['and it was captured and let go', { captured: EXPECTED.amount, isVoided: true }, 'contradiction'],
  ])('that the bank holds, %s', (_what, hold, kind) => {
    expect(judgeLook(found('authorized', { hold }), EXPECTED).kind).toBe(kind);
    // Of another amount than ours nothing is a payment or a hold.
    const other = found('authorized', { hold, amount: money(9501n, 'KWD') });
    expect(judgeLook(other, EXPECTED).kind).toBe('contradiction');
  });

  it('that says paid while only a part was captured is no payment of the whole', () => {
    const hold = { captured: money(1n, 'KWD'), isVoided: false };
    expect(judgeLook(found('paid', { hold }), EXPECTED).kind).toBe('contradiction');
  });

  it('hands on why a card was declined', () => {
    const said = { decline: DECLINE, card: null };
    expect(judgeLook(found('attempted'), EXPECTED)).toEqual({
      kind: 'under_way',
      isPending: false,
      ...said,
    });
    expect(judgeLook(found('failed'), EXPECTED)).toEqual({ kind: 'closed', ...said });
  });

  it('tells one that is being paid this minute from one whose try is over', () => {
    expect(judgeLook(found('pending'), EXPECTED)).toMatchObject({ kind: 'under_way', isPending: true });
    expect(judgeLook(found('attempted'), EXPECTED)).toMatchObject({ kind: 'under_way', isPending: false });
  });

  it.each<LookResult>([
    { kind: 'not_found', message: 'No such transaction' },
    { kind: 'unauthorized', httpStatus: 401, message: 'Invalid key' },
    { kind: 'trouble', trouble: { code: 'timeout', message: 'no answer', httpStatus: null } },
  ])('that does not answer ($kind) proves nothing', (look) => {
    expect(judgeLook(look, EXPECTED)).toMatchObject({ kind: 'unreadable', retryAfterSeconds: null });
  });

  it('that came too often is made again when the platform says', () => {
    const look: LookResult = { kind: 'rate_limited', retryAfterSeconds: 1800 };
    expect(judgeLook(look, EXPECTED)).toMatchObject({ kind: 'unreadable', retryAfterSeconds: 1800 });
  });

  it('is a success for no amount but ours', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (minor) => {
        const { kind } = judgeLook(found('paid', { amount: money(minor, 'KWD') }), EXPECTED);
        expect(kind === 'paid').toBe(minor === EXPECTED.amount.minor);
      }),
    );
  });
});
