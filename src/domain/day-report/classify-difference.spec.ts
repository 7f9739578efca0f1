import { money } from '../money/money.js';
import { classifyDifference, feeOf, type OurSide, type Pair } from './classify-difference.js';
import type { ReportLine } from './read-report-line.js';

const MADE = new Date('2027-02-02T00:00:00Z');
const LINE: ReportLine = {
  operation: 'payment',
  sessionId: 's1',
  parentSessionId: null,
  orderNo: 'r1-abc-1',
  state: 'paid',
  amount: money(9500n, 'KWD'),
  settledMinor: 9500n,
  feeMinor: null,
  isSandbox: false,
};
const OURS: OurSide = {
  kind: 'attempt',
  status: 'succeeded',
  sessionId: 's1',
  amount: money(9500n, 'KWD'),
  resolvedAt: new Date('2027-02-01T09:00:00Z'),
};
const CAPTURE: Partial<ReportLine> = { operation: 'capture', sessionId: 'c1', parentSessionId: 's1' };
const VOID: Partial<ReportLine> = { ...CAPTURE, operation: 'void', state: 'voided' };
const REFUND: OurSide = { ...OURS, kind: 'refund', sessionId: 'c1' };

function typesOf(line: Partial<ReportLine>, ours: Partial<OurSide> | null = {}, more: Partial<Pair> = {}) {
  return classifyDifference({
    line: { ...LINE, ...line },
    ours: ours && { ...OURS, ...ours },
    looksOurs: true,
    isRepeated: false,
    isLive: true,
    fileMadeAt: MADE,
    capturedMinor: 0n,
    dayEndsAt: new Date('2027-02-01T23:45:00Z'),
    ...more,
  });
}

describe('a line of a report beside our books', () => {
  it.each<[string, Partial<ReportLine>, Partial<OurSide> | null, Partial<Pair>, string[]]>([
    ['the same', {}, {}, {}, []],
    ['paid, and not known here', {}, null, {}, ['missing_here']],
    ['not paid, and not known here', { state: 'expired' }, null, {}, []],
    ['paid, of the shop beside us', {}, null, { looksOurs: false }, []],
    ['another amount', { amount: money(9000n, 'KWD'), settledMinor: 9000n }, {}, {}, ['amount']],
    ['another currency', { amount: money(950n, 'SAR'), settledMinor: 950n }, {}, {}, ['currency']],
    ['paid there, declined here', {}, { status: 'declined' }, {}, ['state']],
    ['paid there, in doubt here', {}, { status: 'unknown', resolvedAt: null }, {}, ['state']],
    ['failed there, paid here', { state: 'failed', settledMinor: null }, {}, {}, ['state']],
    [
      'failed there, paid here after the file was made',
      { state: 'failed' },
      { resolvedAt: new Date(MADE.getTime() + 1) },
      {},
      [],
    ],
    ['failed in both', { state: 'failed' }, { status: 'declined' }, {}, []],
    ['less arrived', { settledMinor: 9400n }, {}, {}, ['fee']],
    ['a fee in a column of its own', { feeMinor: 100n }, {}, {}, ['fee']],
    ['a second line of the session', {}, {}, { isRepeated: true }, ['duplicate']],
    ['a second payment of the order', { sessionId: 's2' }, {}, {}, ['duplicate']],
    ['a second session that was not paid', { sessionId: 's2', state: 'expired' }, {}, {}, []],
    ['of the sandbox', { isSandbox: true }, {}, {}, ['sandbox_in_live']],
    ['of the sandbox, in the sandbox', { isSandbox: true }, {}, { isLive: false }, []],
    [
      'several at once',
      { isSandbox: true, settledMinor: 1n, amount: money(9000n, 'KWD') },
      { status: 'declined' },
      {},
      ['sandbox_in_live', 'amount', 'state', 'fee'],
    ],
    ['a capture of what is not known here', { operation: 'capture' }, null, {}, []],
    ['only held there, paid here', { state: 'authorized' }, {}, {}, ['state']],
    ['held there and captured whole, paid here', { state: 'authorized' }, {}, { capturedMinor: 9500n }, []],
    ['held there and captured in part', { state: 'authorized' }, {}, { capturedMinor: 9000n }, ['state']],
    [
      'held there, paid here on another day',
      { state: 'authorized' },
      { resolvedAt: new Date('2027-02-02T00:00:00Z') },
      {},
      [],
    ],
    ['held in both', { state: 'authorized' }, { status: 'authorized', resolvedAt: null }, {}, []],
    ['let go there, paid here', { state: 'voided' }, {}, { capturedMinor: 9500n }, ['state']],
    ['let go in both', { state: 'voided' }, { status: 'abandoned' }, {}, []],
    ['let go there, declined here', { state: 'voided' }, { status: 'declined' }, {}, ['state']],
    ['a capture of what is paid here', CAPTURE, {}, {}, []],
    ['a capture of what is held here', CAPTURE, { status: 'authorized', resolvedAt: null }, {}, ['state']],
    ['a capture of what was let go here', CAPTURE, { status: 'abandoned' }, {}, ['state']],
    ['a capture of a part', { ...CAPTURE, amount: money(9000n, 'KWD') }, {}, {}, ['amount']],
    ['a void of what is paid here', VOID, {}, {}, ['state']],
    ['a void of what was let go here', VOID, { status: 'abandoned' }, {}, []],
    ['a void of what is held here', VOID, { status: 'authorized', resolvedAt: null }, {}, []],
  ])('%s', (_name, line, ours, more, expected) => {
    expect(typesOf(line, ours, more)).toEqual(expected);
  });

  it.each([
    ['refunded', 'succeeded', []],
    ['refund_queued', 'queued', []],
    ['refund_rejected', 'rejected', []],
    ['refunded', 'rejected', ['state']],
    ['refund_rejected', 'succeeded', ['state']],
    // Its own looks will find out.
    ['refund_rejected', 'queued', []],
  ])('a refund that is %s there and %s here', (state, status, expected) => {
    const line = { operation: 'refund' as const, sessionId: 'c1', parentSessionId: 's1', state };
    expect(typesOf(line, { ...REFUND, status })).toEqual(expected);
  });

  it('is compared by the amount that arrived, not to a rounding', () => {
    expect(feeOf({ ...LINE, settledMinor: 9499n })).toBe(1n);
    expect(feeOf({ ...LINE, settledMinor: null })).toBe(0n);
    expect(feeOf({ ...LINE, operation: 'refund', settledMinor: 1n })).toBe(0n);
  });
});
