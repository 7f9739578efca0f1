import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books } from './support/books.js';
import * as importing from './support/importing.js';
import { refused } from './support/life.js';
import { orderAsJson } from './support/orders-to-import.js';

interface Given {
  id: string;
  external_id: string;
  status: string;
  consent: object;
  cancel_at_period_end: boolean;
  minimum_term_ends_at: string | null;
  last_period_ends_at: string | null;
}

const JSON_LINES = 'application/x-ndjson';

describe('the terms of an imported agreement', () => {
  let engine: InProcessEngine;
  let world: World;
  let price: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    price = await world.createPrice();
    await arrive(world);
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const customers = 'external_id,name,email,ottu_customer_id\nC-1,Noura,noura@example.com,legacy-1\n';

  async function arrive(where: World): Promise<void> {
    const token = await importing.atOttu(where, 'legacy-1', 'AGR-1');
    await importing.run(where, 'kind=customers', customers);
    await importing.run(where, 'kind=cards', `external_id,customer,token\nK-1,C-1,${token}\n`);
  }

  const line = (id: string, change: object) => orderAsJson(price, id, { ...change });
  const named = async (id: string): Promise<Given> => {
    const { data } = await world.get<{ data: Given[] }>(`/v1/subscriptions?external_id=${id}`);
    expect(data.map((one) => one.external_id)).toEqual([id]);
    return data[0]!;
  };

  it('come over as they were agreed to, hold, and go out again to come over elsewhere', async () => {
    const fixed = { agreement_fixed_amount: '9.500', agreement_payments: 12, agreement_interval_days: 30, agreement_frequency: 'other' }; // prettier-ignore
    const file = [
      line('S-1', { ...fixed, agreement_id: 'AGR-1', end_after_periods: 2, minimum_periods: 1 }),
      line('S-2', { agreement_max_amount: '12.000', cancel_at_period_end: true }),
      line('S-3', {}),
    ].join('\n');
    const dry = await importing.run(world, 'kind=subscriptions&dry_run=true', file, JSON_LINES);
    expect(dry).toMatchObject({ imported: 3, failed: 0 });
    expect(await importing.run(world, 'kind=subscriptions', file, JSON_LINES)).toMatchObject({ imported: 3 });
    const bound = await named('S-1');
    expect(bound).toMatchObject({
      consent: { amount: '9.500', payments_left: 12 },
      minimum_term_ends_at: '2027-02-25T06:00:00.000Z',
      last_period_ends_at: '2027-03-25T06:00:00.000Z',
    });
    // By its own name a backend finds it, and its card beside its customer.
    expect((await world.get<{ data: object[] }>('/v1/subscriptions?external_id=S-9')).data).toEqual([]);
    const [{ id: customer }] = (await world.get<{ data: [{ id: string }] }>('/v1/customers')).data;
    const cardsNamed = async (name: string) => (await world.get<{ data: object[] }>(`/v1/customers/${customer}/cards?external_id=${name}`)).data; // prettier-ignore
    expect(await cardsNamed('K-1')).toMatchObject([{ external_id: 'K-1' }]);
    expect(await cardsNamed('K-9')).toEqual([]);
    expect(await named('S-2')).toMatchObject({ consent: { max_amount: '12.000' }, cancel_at_period_end: true }); // prettier-ignore
    // Bound for a period, and to one amount.
    expect(await refused(world, 'POST', `/v1/subscriptions/${bound.id}/cancel`, { when: 'now' })).toMatchObject({ status: 422 }); // prettier-ignore
    const dear = { items: [{ price: await world.createPrice({ amount: '40.000' }) }], when: 'period_end' };
    expect(await refused(world, 'POST', `/v1/subscriptions/${bound.id}/change`, dear)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('more than the customer agreed to'),
    });

    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    const theirs = await other.createPrice();
    await arrive(other);
    for (const [format, type] of [
      ['csv', 'text/csv'],
      ['jsonl', JSON_LINES],
    ] as const) {
      // prettier-ignore
      const given = (await importing.exported(world, `kind=subscriptions&format=${format}`)).replaceAll(price, theirs); // prettier-ignore
      const again = await importing.run(other, 'kind=subscriptions', given, type);
      expect(again).toMatchObject({ imported: format === 'csv' ? 3 : 0, failed: 0 });
      expect(await importing.exported(other, `kind=subscriptions&format=${format}`)).toBe(given);
    }
    await other.end();

    await world.cancel((await named('S-3')).id, 'now');
    await world.advanceTo('2027-01-25T06:00:00Z');
    expect((await books(world)).invoices.map(({ status }) => status)).toEqual(['paid']);
    expect(await named('S-2')).toMatchObject({ status: 'canceled' });
    await world.advanceTo('2027-02-25T06:00:00Z');
    // Its last period is running: whoever takes it over from here bills it no more.
    const rows = (await importing.exported(world, 'kind=subscriptions&format=jsonl')).trim().split('\n');
    expect(JSON.parse(rows[0]!)).toMatchObject({ external_id: 'S-1', cancel_at_period_end: true });
    await world.advanceTo('2027-03-25T06:00:00Z');
    expect(await named('S-1')).toMatchObject({ status: 'ended' });
    expect(await world.get('/v1/ops/coverage')).toMatchObject({ complete: true });
    expect(engine.errors).toEqual([]);
  });

  it('under which nothing could be charged are told by their line and column, before anything is written', async () => {
    const file = [
      line('S-1', { agreement_started_on: '2027-01-11' }),
      line('S-2', { agreement_fixed_amount: '12.000' }),
      line('S-3', { agreement_max_amount: '9.000' }),
      line('S-4', { agreement_fixed_amount: 9.5 }),
      line('S-5', { agreement_frequency: 'often' }),
      line('S-6', { agreement_interval_days: 40 }),
      line('S-7', { end_after_periods: 2, minimum_periods: 3 }),
      line('S-8', { end_after_periods: 2, cancel_at_period_end: true }),
      line('S-9', { end_after_periods: 0 }),
    ].join('\n');
    const dry = await importing.run(world, 'kind=subscriptions&dry_run=true', file, JSON_LINES);
    const run = await importing.run(world, 'kind=subscriptions', file, JSON_LINES);
    for (const { id } of [dry, run]) {
      const told = (await importing.failures(world, id)).map(({ errors: [one] }) => [
        one!.field,
        one!.message,
      ]);
      expect(told).toEqual([
        ['agreement_started_on', 'must not be after today, 2027-01-10: nothing was agreed to yet'],
        ['agreement_fixed_amount', 'must be what a period costs with tax, 9.500 KWD; nothing else could be charged'], // prettier-ignore
        ['agreement_max_amount', 'must be at least what a period costs with tax, 9.500 KWD'],
        [
          'agreement_fixed_amount',
          'must be a decimal text that is not negative, without zeros before it, such as "9.500"',
        ],
        ['agreement_frequency', 'must be one of: daily, weekly, semi_monthly, monthly, quarterly, semi_annually, yearly, other'], // prettier-ignore
        ['agreement_interval_days', 'must be at most 31, the days of a period: every payment would come too soon'], // prettier-ignore
        ['minimum_periods', 'must not be more than end_after_periods'],
        ['end_after_periods', 'goes with further periods; with cancel_at_period_end there are none'],
        ['end_after_periods', 'must be a whole number from 1 to 999'],
      ]);
    }
    expect(await importing.exported(world, 'kind=subscriptions&format=jsonl')).toBe('');
  });
});
