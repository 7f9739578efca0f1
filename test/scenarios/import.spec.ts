import { RunImports } from '../../src/modules/imports/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { books, truth } from './support/books.js';
import * as importing from './support/importing.js';
import { orderAsCsv, orderAsJson } from './support/orders-to-import.js';
import { proveTheEnd } from './support/proofs.js';

describe('an import', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const run = (query: string, text: string, type?: string) => importing.run(world, query, text, type);
  const failures = (id: string) => importing.failures(world, id);
  const exported = (query: string) => importing.exported(world, query);
  const atOttu = (customer: string, agreement: string) => importing.atOttu(world, customer, agreement);
  const send = (query: string, text: string, type?: string) => importing.send(world, query, text, type);

  const customers = 'external_id,name,email,ottu_customer_id\nC-1,Noura,noura@example.com,legacy-1\n';

  it('takes over a subscription with its card and consent, and bills it at its next date and not before', async () => {
    const token = await atOttu('legacy-1', 'AGR-1');
    expect(await run('kind=customers', customers)).toMatchObject({ state: 'done', imported: 1, failed: 0 });
    expect(await run('kind=cards', `external_id,customer,token\nK-1,C-1,${token}\n`)).toMatchObject({ imported: 1, failed: 0 }); // prettier-ignore
    expect(await run('kind=subscriptions', orderAsCsv(await world.createPrice()))).toMatchObject({
      imported: 1,
      failed: 0,
    });
    const [{ id }] = (await world.get<{ data: [{ id: string }] }>('/v1/subscriptions')).data;
    expect(await world.subscription(id)).toMatchObject({
      status: 'active',
      next_bill_at: '2027-01-25T06:00:00.000Z',
    });
    expect(await world.timeline(id)).toEqual(['subscription.imported']);
    await world.advanceTo('2027-01-25T05:59:59Z');
    expect((await books(world)).invoices).toEqual([]);
    await world.advanceTo('2027-02-25T06:00:00Z');
    expect(
      (await books(world)).invoices.map(({ status, period_start }) => [status, period_start.toISOString()]),
    ).toEqual([
      ['paid', '2027-01-25T06:00:00.000Z'],
      ['paid', '2027-02-25T06:00:00.000Z'],
    ]);
    expect((await truth(world)).charges.map(({ kind }) => kind)).toEqual(['CIT', 'MIT', 'MIT']);
    expect(await world.get('/v1/ops/coverage')).toMatchObject({ complete: true });
    await world.cancel(id, 'now');
    expect(await exported('kind=subscriptions')).toContain(`S-1,C-1,K-1,`);
    expect(await exported('kind=cards')).not.toContain(token);
  });

  it('tells of each line what is wrong with it, by field, and takes the others', async () => {
    const file = [
      'external_id,name,email,language',
      'C-1,Noura,noura@example.com,ar',
      'C-2,Sara,not an address,ar',
      'C-3,,,',
      'C-1,Again,again@example.com,en',
      'C-4,Too,many,fields,here',
      'C-5,"Line\nbreak, and comma",five@example.com,en',
      'C-6,4111111111111111,six@example.com,en',
      ',Nameless,n@example.com,en',
      'C-7,Nou\u0000ra,seven@example.com,en',
      'C-\u0000,Sara,eight@example.com,en',
    ].join('\n');
    const done = await run('kind=customers', file);
    expect(done).toMatchObject({ received: 10, imported: 2, failed: 8 });
    expect(
      (await failures(done.id)).map(({ line, errors }) => [line, errors[0]!.field, errors[0]!.message]),
    ).toEqual([
      [3, 'email', 'must be an e-mail address of at most 128 characters'],
      [4, 'name', 'give at least one of name, email, phone'],
      [5, 'external_id', 'stands in line 2 already'],
      [6, 'line', 'has 5 fields; the first line has 4'],
      [9, 'name', 'looks like a card number; cards are entered on the hosted page only'],
      [10, 'external_id', 'must be a text of 1 to 128 visible characters'],
      [11, 'name', 'must not contain U+0000 or unpaired surrogates'],
      [12, 'external_id', 'must not contain U+0000 or unpaired surrogates'],
    ]);
  });

  it('checks everything in a dry run and writes nothing', async () => {
    expect(await run('kind=customers&dry_run=true', `${customers}C-2,Sara,wrong,\n`)).toMatchObject({
      state: 'done',
      imported: 1,
      failed: 1,
    });
    expect((await world.get<{ data: unknown[] }>('/v1/customers')).data).toEqual([]);
    expect(await run('kind=customers', customers)).toMatchObject({ imported: 1 });
  });

  it('sent again changes nothing', async () => {
    await run('kind=customers', customers);
    expect(await run('kind=customers', customers)).toMatchObject({ imported: 0, repeated: 1 });
    expect((await world.get<{ data: unknown[] }>('/v1/customers')).data).toHaveLength(1);
    expect(await exported('kind=customers')).toBe(
      'external_id,name,email,phone,language,time_zone,country,tax_exempt,tax_number,address,ottu_customer_id\n' +
        'C-1,Noura,noura@example.com,,en,Asia/Kuwait,,false,,,legacy-1\n',
    );
  });

  it('reads JSON lines as well, and gives back what it can read again', async () => {
    const file = [
      `{"external_id":"C-1","name":"Noura\u2028","metadata":{"tier":"gold"}}`,
      'not json',
      '[1]',
      '',
      `{"external_id":"C-2","name":"Sara","colour":"red"}`,
      `{"external_id":"C-3","name":"${'x'.repeat(70_000)}"}`,
      `{"external_id":"C-4","name":"Sara","ottu_customer_id":"${'x'.repeat(65)}"}`,
      `{"external_id":"C-5","name":"Sara","ottu_customer_id":"${'x'.repeat(64)}"}\r\n`,
    ].join('\n');
    const done = await run('kind=customers', file, 'application/x-ndjson');
    expect(done).toMatchObject({ received: 7, imported: 2, failed: 5 });
    expect((await failures(done.id)).map(({ line, errors }) => [line, errors[0]!.field])).toEqual([
      [2, 'line'],
      [3, 'line'],
      [5, 'colour'],
      [6, 'line'],
      [7, 'ottu_customer_id'],
    ]);
    const [again] = (await exported('kind=customers&format=jsonl')).split('\n');
    expect(JSON.parse(again!)).toMatchObject({ external_id: 'C-1', metadata: { tier: 'gold' } });
  });

  it('takes back every file that it gave, and of customers also for somebody else', async () => {
    await world.subscriber();
    await world.post('/v1/customers', { name: '=HYPERLINK("http://evil.example")', phone: '+96550001234', country: 'SA', tax_exempt: true, tax_number: '-310-', address: 'King Fahd Road 7\nRiyadh' }); // prettier-ignore
    for (const [kind, rows] of [
      ['customers', 2],
      ['cards', 1],
      ['subscriptions', 1],
    ] as const) {
      // prettier-ignore
      for (const [format, type] of [['csv', 'text/csv'], ['jsonl', 'application/x-ndjson']] as const) { // prettier-ignore
        const file = await exported(`kind=${kind}&format=${format}`);
        expect(await run(`kind=${kind}`, file, type)).toMatchObject({ repeated: rows, failed: 0 });
      }
    }
    const file = await exported('kind=customers');
    expect(file).toContain(
      `"'=HYPERLINK(""http://evil.example"")",,'+96550001234,en,Asia/Kuwait,SA,true,'-310-,"King Fahd Road 7\nRiyadh",cus_`,
    );
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect(await importing.run(other, 'kind=customers', file)).toMatchObject({ imported: 2 });
    expect(await importing.exported(other, 'kind=customers')).toBe(file);
    const stolen = file.replaceAll(/^cus_/gm, 'stolen_');
    expect(await run('kind=customers', stolen)).toMatchObject({ imported: 0, failed: 2 });
    await other.end();
  });

  it('takes over nothing that could be charged at once, twice or without consent', async () => {
    const token = await atOttu('legacy-1', 'AGR-1');
    await run('kind=customers', `${customers}C-2,Sara,sara@example.com,\n`);
    await run('kind=cards', `external_id,customer,token\nK-1,C-1,${token}\n`);
    const price = await world.createPrice();
    const weekly = await world.createPrice({ interval: 'week' });
    type Priced = { id: string; prices: { id: string }[] };
    const monthly = { currency: 'KWD', interval: 'month', amount: '7' };
    const plan = await world.post<Priced>('/v1/plans', { name: 'Old', prices: [monthly] });
    await world.post(`/v1/plans/${plan.id}/versions`, { prices: [monthly] });
    const gone = await world.createPrice();
    await world.call('PATCH', `/v1/prices/${gone}`, { active: false });
    const usd = await world.createPrice({ currency: 'AED', amount: '5.00' });
    const line = (id: string, change: Record<string, unknown>) => orderAsJson(price, id, change);
    const file = [
      line('S-1', {}),
      line('S-2', { next_billing_at: '2027-01-09T06:00:00Z' }),
      line('S-3', { agreement_id: 'AGR-S-1' }),
      line('S-4', { next_billing_at: '2027-01-24T21:00:00Z', agreement_expires_on: '2027-01-25' }), // the 25th there
      line('S-5', { customer: 'C-2' }),
      line('S-6', { card: 'K-9' }),
      line('S-7', { price: usd }),
      line('S-8', { quantity: 0 }),
      line('S-9', { agreement_payments: 5, agreement_payments_made: 5 }),
      line('S-10', { price: 'price_01jd0z2m3n4p5q6r7s8t9v0w1x' }),
      line('S-11', { price: gone }),
      // Weeks have no day of the month, and a month that began on another day was billed by nobody.
      line('S-12', { price: weekly, anchor_day: 25 }),
      line('S-13', { anchor_day: 15 }),
      line('S-14', { price: weekly }),
      line('S-15', { anchor_day: 25, price: plan.prices[0]!.id }),
    ].join('\n');
    const done = await run('kind=subscriptions', file, 'application/x-ndjson');
    expect(done).toMatchObject({ imported: 3, failed: 12 });
    expect((await failures(done.id)).map(({ errors }) => errors[0]!.field)).toEqual([
      'next_billing_at',
      'agreement_id',
      'agreement_expires_on',
      'card',
      'card',
      'price',
      'quantity',
      'agreement_payments_made',
      'price',
      'price',
      'anchor_day',
      'anchor_day',
    ]);
    const given = (await exported('kind=subscriptions&format=jsonl')).trim().split('\n');
    const days = given.map((text) => (JSON.parse(text) as { anchor_day?: number | null }).anchor_day ?? null);
    expect(days).toEqual([25, null, 25]);
  });

  it('goes on where it was when a process died in the middle', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => `C-${i},Customer ${i},c${i}@example.com`);
    const { body } = await send('kind=customers', `external_id,name,email\n${lines.join('\n')}\n`);
    expect(await engine.get(RunImports).execute()).toBe(1000);
    expect(await world.get(`/v1/imports/${body.id}`)).toMatchObject({
      state: 'queued',
      received: 1500,
      imported: 1000,
    });
    const other = await InProcessEngine.start({ databaseUrl: engine.databaseUrl });
    while ((await other.get(RunImports).execute()) > 0);
    await other.stop();
    expect(await world.get(`/v1/imports/${body.id}`)).toMatchObject({ state: 'done', imported: 1500 });
    const [row] = await engine.sql<{ n: bigint }>(`SELECT count(*) AS n FROM customers WHERE merchant_id = $1`, [world.merchant.id]); // prettier-ignore
    expect(row!.n).toBe(1500n);
  });

  it.each([
    ['a column that nobody knows', 'kind=customers', 'external_id,colour\n', 'text/csv', 400],
    ['no external id', 'kind=customers', 'name\nNoura\n', 'text/csv', 400],
    ['no line at all', 'kind=customers', '', 'text/csv', 400],
    ['quotes that do not end', 'kind=customers', 'external_id,name\nC-1,"Noura\n', 'text/csv', 400],
    ['an unknown kind', 'kind=invoices', customers, 'text/csv', 400],
    ['JSON', 'kind=customers', '{}', 'application/json', 415],
  ])('refuses a file with %s', async (_, query, text, type, status) => {
    expect(await send(query, text, type)).toMatchObject({ status });
    expect((await world.get<{ data: unknown[] }>('/v1/customers')).data).toEqual([]);
  });

  it('leaves other merchants alone', async () => {
    const { id } = await run('kind=customers', customers);
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect(await other.call('GET', `/v1/imports/${id}`)).toMatchObject({ status: 404 });
    expect(await other.call('GET', `/v1/imports/${id}/errors`)).toMatchObject({ status: 404 });
    await other.end();
    await proveTheEnd(world);
  });
});
