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
import type { Attempt } from '../attempt.entity.js';
import type { AttemptsRepository } from '../attempts.repository.js';
import type { SettleCharge } from '../settle-charge.js';
import { CloseEarlierSessions } from './close-earlier-sessions.js';

const earlier = {
  n: 1,
  sessionId: 's1',
  orderNo: 'r1-x-1',
  publicId: 'att_1',
  amountMinor: 9500n,
  currency: 'KWD',
  status: 'declined',
} as Attempt;
const next = { n: 2 } as Attempt;

const told = (state: SessionState): LookResult => ({
  kind: 'found',
  payment: {
    sessionId: 's1',
    orderNo: 'r1-x-1',
    state,
    result: null,
    amount: money(9500n, 'KWD'),
    decline: null,
    card: null,
  } as PaymentReading,
});

/** What stands in the way, and which calls were made to find out. */
async function lookBefore(look: LookResult, expired: ExpireResult = { kind: 'expired' }) {
  const calls: string[] = [];
  const made = <T>(call: string, answer: T) => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  const sessions = new CloseEarlierSessions(
    { read: (work: (tx: unknown) => unknown) => work(null) } as unknown as UnitOfWork,
    {
      retrieveSession: () => made('look', look),
      expireSession: () => made('expire', expired),
    } as unknown as PaymentGateway,
    { ofInvoice: () => Promise.resolve([earlier, next]) } as unknown as AttemptsRepository,
    { execute: () => made('settle', null) } as unknown as SettleCharge,
  );
  return { obstacle: await sessions.execute(next, {} as GatewayAccount), calls };
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
    expect((await lookBefore(told('attempted'), refused)).obstacle).toMatchObject({
      reason: expect.stringContaining('could not be closed'),
    });
    expect((await lookBefore({ kind: 'not_found', message: 'gone' })).obstacle).not.toBeNull();
    expect(await lookBefore(told('paid'))).toMatchObject({ obstacle: {}, calls: ['look', 'settle'] });
  });

  it('one that is over is left alone', async () => {
    expect(await lookBefore(told('expired'))).toEqual({ obstacle: null, calls: ['look'] });
  });
});
