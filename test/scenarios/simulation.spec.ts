import { OttuGateway } from '../../src/gateway/ottu/ottu-gateway.js';
import type { ChargeAnswer, LookResult } from '../../src/gateway/payment-gateway.js';
import { type SeedOptions, type SeedResult, Simulation } from '../simulation/simulation.js';

/** Each step of a life waits for PostgreSQL, and on a busy machine long. */
const PATIENCE_MS = 600_000;
/** Short periods, and trouble of a dozen kinds. */
const FEW = { subscriptions: 12 };

/** A few weeks of few subscriptions: `npm run simulate` is for more. */
async function live(seed: number, more: Partial<SeedOptions> = {}): Promise<SeedResult> {
  return new Simulation({ seed, years: 0.15, subscriptions: 5, ...more }).run();
}

describe('the simulated engine', () => {
  it(
    'keeps its books and comes to rest, and the same seed lives the same life twice',
    async () => {
      const [once, again] = [await live(8, FEW), await live(8, FEW)];
      expect(once.violation).toBeNull();
      expect(once.payments).toBeGreaterThan(0);
      expect(once.faults.size).toBeGreaterThan(0);
      expect(again.digest).toBe(once.digest);
    },
    PATIENCE_MS,
  );

  it(
    'lives another life with another seed',
    async () => {
      const [one, other] = [await live(4), await live(6)];
      expect([one.violation, other.violation]).toEqual([null, null]);
      expect(one.digest).not.toBe(other.digest);
    },
    PATIENCE_MS,
  );

  it(
    'is caught when it takes an unbelievable answer for a no',
    async () => {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- called with their own `this` below
      const { chargeToken, retrieveSession } = OttuGateway.prototype;
      const doubted = new Set<string>();
      OttuGateway.prototype.chargeToken = async function (account, request): Promise<ChargeAnswer> {
        const answer = await chargeToken.call(this, account, request);
        if (answer.kind !== 'unknown') return answer;
        doubted.add(request.sessionId);
        return { kind: 'declined', decline: { class: 'soft', code: null, message: 'no' }, payment: null };
      };
      OttuGateway.prototype.retrieveSession = async function (account, sessionId): Promise<LookResult> {
        const look = await retrieveSession.call(this, account, sessionId);
        if (look.kind !== 'found' || !doubted.has(sessionId)) return look;
        return { kind: 'found', payment: { ...look.payment, state: 'failed' } };
      };
      try {
        const gullible = { years: 0.4, subscriptions: 150, faults: ['server errors' as const] };
        expect((await live(8, gullible)).violation).toMatch(/was paid twice/);
      } finally {
        Object.assign(OttuGateway.prototype, { chargeToken, retrieveSession });
      }
    },
    PATIENCE_MS,
  );
});
