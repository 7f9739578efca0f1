import type { PayerContext } from '../attempt-context.js';
import type { Attempt } from '../attempt.entity.js';
import { SendAttempt } from './send-attempt.js';

const attempt = { merchantId: 1n, orderNo: 'r1-x-1', amountMinor: 9500n, currency: 'KWD' } as Attempt;
const payer = { account: { merchantId: 1n } } as unknown as PayerContext;

type Dependencies = ConstructorParameters<typeof SendAttempt>;

/** How many requests are given back when the commit before sending ends as this. */
async function givenBack(committed: null | 'unsent'): Promise<number> {
  let requests = 0;
  const settled: string[] = [];
  const dependencies = {
    gateway: { createSession: () => Promise.resolve({ kind: 'created', sessionId: 's1' }) },
    contexts: { sessionRequest: () => ({}) },
    leases: { release: () => Promise.resolve() },
    commitToSend: { execute: () => Promise.resolve(committed) },
    closeEarlier: { execute: () => Promise.resolve(null) },
    settle: { execute: (_: Attempt, { kind }: { kind: string }) => Promise.resolve(settled.push(kind)) },
    budgets: { giveBackCharge: () => requests++ },
  } as unknown as Record<string, never>;
  const { gateway, contexts, leases, commitToSend, closeEarlier, settle, budgets } = dependencies;
  const none = undefined as never;
  const inOrder = [
    none,
    gateway,
    contexts,
    leases,
    commitToSend,
    none,
    none,
    closeEarlier,
    settle,
    none,
    budgets,
  ];
  const send = new SendAttempt(...(inOrder as unknown as Dependencies));
  send['unlessTouched'] = (_a, _p, _s, outcome) => Promise.resolve(outcome);
  send['finish'] = () => Promise.resolve();
  await send.execute({ attempt, payer });
  return requests;
}

describe('a charge that was written ahead and is not sent', () => {
  it('gives back the request that was promised for it, since its session only was asked for', async () => {
    // Its card is being charged by another worker, charging was stopped, or the answer to the commit was lost.
    expect(await givenBack(null)).toBe(1);
    expect(await givenBack('unsent')).toBe(1);
  });
});
