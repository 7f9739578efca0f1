import { BudgetedGateway } from './budgeted-gateway.js';
import type { GatewayAccount, PaymentGateway } from './payment-gateway.js';
import { UnlimitedBudget } from './request-budget.js';

describe('a call through the budget', () => {
  it.each([
    ['refund', 'refunding'],
    ['decideHold', 'refunding'],
    ['retrieveSession', 'asking'],
    ['inquire', 'asking'],
    ['listCards', 'asking'],
    ['chargeToken', 'charging'],
    ['expireSession', 'charging'],
    ['deleteCard', 'charging'],
  ] as const)('%s goes by the credentials for %s', async (method, use) => {
    const uses: unknown[] = [];
    const call = (account: GatewayAccount) => {
      uses.push(account.use ?? 'charging');
      return Promise.resolve({ kind: 'told' });
    };
    const gateway = new BudgetedGateway(
      { [method]: call } as unknown as PaymentGateway,
      new UnlimitedBudget(),
    );
    const through = gateway[method].bind(gateway) as unknown as (...given: object[]) => Promise<unknown>;
    await through({}, {}, {});
    expect(uses).toEqual([use]);
  });
});
