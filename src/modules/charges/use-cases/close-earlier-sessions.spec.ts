import { money } from '../../../domain/money/money.js';
import type {
  ExpireResult,
  GatewayAccount,
  LookResult,
  PaymentGateway,
  PaymentReading,
  SessionState,
} from '../../../gateway/payment-gateway.js';
import type { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { MerchantClock } from '../../merchants/index.js';
import type { Attempt } from '../attempt.entity.js';
import type { AttemptsRepository } from '../attempts.repository.js';
import type { SettleCharge } from '../settle-charge.js';
import type { Clock } from '../../../platform/clock/clock.js';
import type { Waits } from '../../../platform/config/waits.js';
import type { GatewayOutcome } from '../gateway-outcome.js';
import { CloseEarlierSessions } from './close-earlier-sessions.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const earlier = {
  n: 1,
  sessionId: 's1',
  orderNo: 'r1-x-1',
  publicId: 'att_1',
  amountMinor: 9500n,
  currency: 'KWD',
  status: 'declined',
  settledBy: 'answer',
  trouble: null,
  authorizedAt: null,
  surplus: false,
  contradiction: null,
  sentAt: NOW,
} as Attempt;
const next = { n: 2 } as Attempt;

const told = (state: SessionState, amount = money(9500n, 'KWD')): LookResult => ({
  kind: 'found',
  payment: {
    sessionId: 's1',
    orderNo: 'r1-x-1',
    state,
    result: null,
    amount,
    decline: null,
    card: null,
  } as PaymentReading,
});

/** What stands in the way, and which calls were made to find out. */
async function lookBefore(
  look: LookResult,
  {
    expired = { kind: 'expired' },
    before = earlier,
    tookMs = 10,
  }: { expired?: ExpireResult; before?: Attempt; tookMs?: number } = {},
) {
  const calls: string[] = [];
  let time = 0;
  const made = <T>(call: string, answer: T) => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  const sessions = new CloseEarlierSessions(
    { read: (work: (tx: unknown) => unknown) => work(null) } as unknown as UnitOfWork,
    {
      retrieveSession: () => made('look', look),
      inquire: (_account: unknown, by: object) => made(`inquire by ${Object.keys(by).join()}`, look),
      expireSession: () => made('expire', expired),
    } as unknown as PaymentGateway,
    {
      ofInvoice: () => Promise.resolve([before, next]),
      noteContradiction: (
        _tx: unknown,
        _earlier: Attempt,
        _reason: string,
        { nextCheckAt }: Partial<Attempt>,
      ) => made(`look again at ${nextCheckAt?.toISOString()}`, undefined),
    } as unknown as AttemptsRepository,
    {
      execute: (_attempt: Attempt, { kind }: GatewayOutcome) => made(`settle as ${kind}`, null),
    } as unknown as SettleCharge,
    { monotonicMs: () => (time += tookMs) } as Clock,
    { ms: (ms: number) => ms } as Waits,
    { moment: () => Promise.resolve({ now: NOW, waitScale: 1 }) } as unknown as MerchantClock,
  );
  const obstacle = await sessions.execute(next, {} as GatewayAccount);
  if (obstacle) await sessions.giveToHuman(obstacle);
  return { obstacle, calls };
}

describe('before an invoice is charged again', () => {
  it('an earlier session that was tried or never touched is closed, and is in nobody’s way', async () => {
    for (const state of ['created', 'attempted'] as const) {
      expect(await lookBefore(told(state))).toEqual({ obstacle: null, calls: ['look', 'expire'] });
    }
  });

  it('one that its gateway is still at is closed, and what it may yet say is waited for as after any fence', async () => {
    const { obstacle, calls } = await lookBefore(told('pending'));
    expect(calls).toEqual(['look', 'expire']);
    expect(obstacle).toMatchObject({ retryAfterSeconds: 63 * 60 });
  });

  it('one that cannot be closed, or read, or is paid, keeps the next from being sent', async () => {
    const refused = { kind: 'refused', message: 'no' } as const;
    expect((await lookBefore(told('attempted'), { expired: refused })).obstacle).toMatchObject({
      reason: expect.stringContaining('could not be closed'),
    });
    expect((await lookBefore({ kind: 'not_found', message: 'gone' })).obstacle).not.toBeNull();
    expect(await lookBefore(told('paid'))).toMatchObject({
      obstacle: {},
      calls: ['look', 'settle as succeeded'],
    });
  });

  it('one whose payment is in the books as surplus is in nobody’s way: the rest is still to be collected', async () => {
    const before: Attempt = { ...earlier, status: 'succeeded', surplus: true };
    expect(await lookBefore(told('paid'), { before })).toEqual({ obstacle: null, calls: [] });
    expect(
      (await lookBefore(told('paid'), { before: { ...before, surplus: false } })).obstacle,
    ).not.toBeNull();
  });

  it('one that is over is left alone', async () => {
    expect(await lookBefore(told('expired'))).toEqual({ obstacle: null, calls: ['look'] });
  });

  it('one that was paid in another amount, or is held, goes to a person once this attempt is over', async () => {
    const contradiction = '9.000 KWD was paid, and 9.500 KWD asked for';
    const seen = { ...earlier, contradiction };
    const other = told('paid', money(9000n, 'KWD'));
    for (const [look, before] of [
      [other, seen],
      [told('authorized'), earlier],
    ] as const) {
      const { obstacle, calls } = await lookBefore(look, { before });
      expect(obstacle).toMatchObject({ doubt: { earlier: before } });
      expect(calls).toEqual(['look', 'settle as late_doubt']);
    }
    // Seen for the first time it is in the way all the same, and looked at again before a person is called.
    for (const look of [other, told('paid', money(9500n, 'BHD'))]) {
      const { obstacle, calls } = await lookBefore(look);
      expect(obstacle).toMatchObject({ reason: expect.stringContaining('may be paid') });
      expect(calls).toEqual(['look', 'look again at 2027-02-10T06:01:00.000Z']);
    }
  });

  it('one that a person has judged is in nobody’s way, while the platform says what it said then', async () => {
    const message = '9.000 KWD was paid, and 9.500 KWD asked for';
    const trouble = { code: 'unexpected', message, httpStatus: null } as const;
    const before: Attempt = { ...earlier, settledBy: 'human', status: 'abandoned', trouble };
    expect((await lookBefore(told('paid', money(9000n, 'KWD')), { before })).obstacle).toBeNull();
    expect((await lookBefore(told('paid', money(8000n, 'KWD')), { before })).obstacle).not.toBeNull();
    // Or knows nothing of it.
    const gone = { kind: 'not_found', message: 'Not found.' } as const;
    expect((await lookBefore(gone, { before })).obstacle).toBeNull();
    expect((await lookBefore(gone)).obstacle).not.toBeNull();
  });

  it('one that was closed long after it was looked at is waited for as after any fence', async () => {
    expect((await lookBefore(told('created'), { tookMs: 2001 })).obstacle).toMatchObject({
      retryAfterSeconds: 63 * 60,
    });
    expect((await lookBefore(told('created'), { tookMs: 2000 })).obstacle).toBeNull();
  });

  it('one that was sent and whose session is not known is asked for by its order', async () => {
    const before: Attempt = { ...earlier, sessionId: null };
    const { obstacle, calls } = await lookBefore(told('paid'), { before });
    expect(obstacle).not.toBeNull();
    expect(calls).toEqual(['inquire by orderNo', 'settle as succeeded']);
    expect((await lookBefore(told('paid'), { before: { ...before, sentAt: null } })).calls).toEqual([]);
    // Where the platform answers nothing about it, a person's word is the last there is.
    const trouble = { code: 'unexpected', message: 'HTTP 400', httpStatus: 400 } as const;
    const refused = { kind: 'trouble', trouble } as const;
    expect((await lookBefore(refused, { before })).obstacle).not.toBeNull();
    expect((await lookBefore(refused, { before: { ...before, settledBy: 'human' } })).obstacle).toBeNull();
    const down: LookResult = { kind: 'trouble', trouble: { ...trouble, httpStatus: 503 } };
    expect((await lookBefore(down, { before: { ...before, settledBy: 'human' } })).obstacle).not.toBeNull();
  });
});
