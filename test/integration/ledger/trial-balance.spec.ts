import { order } from '../../scenarios/support/billing.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface TrialBalance {
  date: string;
  currencies: {
    currency: string;
    accounts: { account: string; day_debit: string; day_credit: string; balance: string }[];
    day_debit: string;
    day_credit: string;
    balance: string;
  }[];
}

describe('the trial balance', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: true });
    await order(world, {
      prices: [await world.createPrice({ amount: '11.000' })],
      customer: { country: 'BH' },
    });
    const sar = await world.createPrice({ amount: '5.00', currency: 'SAR' });
    await order(world, { prices: [sar] });
    // 21:30 in UTC is the next day in Kuwait.
    await world.advanceTo('2027-01-11T21:30:00Z');
    const [invoice] = (await world.get<{ data: { id: string }[] }>('/v1/invoices')).data.slice(-1);
    await world.post('/v1/credit-notes', {
      invoice: invoice!.id,
      to: 'balance',
      amount: '1.100',
      reason: 'x',
    });
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  const read = (date?: string) =>
    world.get<TrialBalance>(`/v1/ledger/trial-balance${date ? `?date=${date}` : ''}`);
  const account = (of: TrialBalance, name: string) =>
    of.currencies[0]!.accounts.find((one) => one.account === name);

  it('shows for a day what stood in every account, and what moved, per currency', async () => {
    const balance = await read('2027-01-10');
    expect(balance.currencies.map(({ currency }) => currency)).toEqual(['KWD', 'SAR']);
    expect(account(balance, 'tax')).toEqual({
      account: 'tax',
      day_debit: '0.000',
      day_credit: '1.000',
      balance: '-1.000',
    });
    expect(account(balance, 'revenue')).toMatchObject({ day_credit: '10.000', balance: '-10.000' });
    expect(account(balance, 'cash_at_gateway')).toMatchObject({ balance: '11.000' });
    expect(account(balance, 'receivable')).toMatchObject({
      day_debit: '11.000',
      day_credit: '11.000',
      balance: '0.000',
    });
  });

  it("goes by the merchant's days", async () => {
    expect(account(await read('2027-01-11'), 'tax')).toMatchObject({ day_debit: '0.000', balance: '-1.000' });
    const today = await read();
    expect(today.date).toBe('2027-01-12');
    expect(account(today, 'tax')).toMatchObject({ day_debit: '0.100', balance: '-0.900' });
    expect(account(today, 'customer_balance')).toMatchObject({ day_credit: '1.100', balance: '-1.100' });
  });

  it('balances on every day', async () => {
    for (const date of ['2027-01-10', '2027-01-11', '2027-01-12']) {
      for (const one of (await read(date)).currencies) {
        expect(one.day_debit).toBe(one.day_credit);
        expect(one.balance).toMatch(/^0\.0+$/);
      }
    }
  });

  it('of a day before all is empty', async () => {
    expect(await read('2026-12-31')).toMatchObject({ currencies: [] });
  });

  it.each([
    ['2027-02-30', 400],
    ['10.1.2027', 400],
    ['2027-01-13', 422],
  ])('is not made for %s', async (date, status) => {
    const answer = await world.call('GET', `/v1/ledger/trial-balance?date=${date}`);
    expect(answer).toMatchObject({ status, body: { errors: [{ field: 'date' }] } });
  });
});
