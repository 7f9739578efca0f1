import { RunImports } from '../../../src/modules/imports/index.js';
import { send } from '../../scenarios/support/importing.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Row {
  id: string;
  number: string | null;
  customer: string;
  invoice: string;
  external_id: string | null;
  subscription: string | null;
  overdue: boolean;
}

const NOBODY = '01jd0z2m3n4p5q6r7s8t9v0w1x';

describe('a list', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(async () => {
    await world.end();
    await engine.stop();
  });

  const list = async (path: string) => (await world.get<{ data: Row[] }>(path)).data;
  const idsOf = async (path: string) => (await list(path)).map(({ id }) => id);

  /** By each of these, and by when it was made, the list has this one alone, and around it none. */
  const narrowed = async (rows: string, { id }: Row, about: Record<string, string>) => {
    const now = (await world.now()).toISOString();
    const soon = new Date(Date.parse(now) + 1).toISOString();
    for (const [name, value] of Object.entries(about))
      expect(await idsOf(`/v1/${rows}?${name}=${value}`)).toEqual([id]);
    expect(await idsOf(`/v1/${rows}?created_after=${now}&created_before=${soon}`)).toEqual([id]);
    expect(await idsOf(`/v1/${rows}?created_before=${now}`)).toEqual([]);
    expect(await idsOf(`/v1/${rows}?created_after=${soon}`)).toEqual([]);
  };

  it('gives what the question is about: a number on the telephone, a customer, a plan, a month, what is overdue', async () => {
    const noura = await world.subscriber();
    const other = await world.subscriber();
    const sami = await world.post<Row>('/v1/customers', { name: 'Sami', email: 'sami@example.com' });
    const line = { description: 'Setup', unit_amount: '2.500', currency: 'KWD' };
    const byHand = await world.post<Row>('/v1/invoices', {
      currency: 'KWD',
      customer: sami.id,
      lines: [line],
      due_date: '2027-01-11',
    });
    await world.advanceTo('2027-02-15T06:00:00Z');
    const all = await list('/v1/invoices?limit=100');
    expect(all).toHaveLength(5);

    for (const { id, number } of all) expect(await idsOf(`/v1/invoices?number=${number}`)).toEqual([id]);
    expect(await idsOf('/v1/invoices?number=INV-1999-000001')).toEqual([]);
    expect(await list('/v1/invoices?overdue=true')).toMatchObject([{ id: byHand.id, overdue: true }]);
    expect(await idsOf('/v1/invoices?overdue=false')).toEqual(
      all.map(({ id }) => id).filter((id) => id !== byHand.id),
    );
    const february = '/v1/invoices?created_after=2027-02-01T00:00:00Z';
    expect(await idsOf(february)).toEqual(all.slice(0, 2).map(({ id }) => id));
    expect(await idsOf(`${february}&created_before=2027-02-01T00:00:00Z`)).toEqual([]);
    expect(await idsOf('/v1/invoices?created_before=2027-02-01T00:00:00Z')).toHaveLength(3);

    const ofSami = await list(`/v1/charges?customer=${sami.id}`);
    expect(ofSami).toMatchObject([{ invoice: byHand.id, customer: sami.id, subscription: null }]);
    const [second, first] = await list(`/v1/charges?customer=${noura.customer}`);
    expect([second!.customer, first!.customer]).toEqual([noura.customer, noura.customer]);
    const page = `/v1/charges?customer=${noura.customer}&limit=1`;
    const { next_cursor } = await world.get<{ next_cursor: string }>(page);
    expect(await idsOf(`${page}&cursor=${next_cursor}`)).toEqual([first!.id]);

    const refund = await world.post<Row>(`/v1/charges/${first!.id}/refund`, { reason: 'too much' });
    const taken = { amount: '1', reason: 'not recognised', reference: 'CB-1', taken_at: '2027-02-14T00:00:00Z' }; // prettier-ignore
    const back = await world.post<Row>(`/v1/charges/${first!.id}/chargebacks`, taken);
    await narrowed('refunds', refund, {
      charge: first!.id,
      customer: noura.customer,
      invoice: first!.invoice,
    });
    await narrowed('chargebacks', back, {
      charge: first!.id,
      customer: noura.customer,
      invoice: first!.invoice,
    });
    for (const rows of ['refunds', 'chargebacks']) {
      expect(await idsOf(`/v1/${rows}?customer=${other.customer}`)).toEqual([]);
      expect(await idsOf(`/v1/${rows}?invoice=${second!.invoice}`)).toEqual([]);
      expect(await idsOf(`/v1/${rows}?charge=${second!.id}`)).toEqual([]);
    }
    expect(await idsOf('/v1/chargebacks?status=won')).toEqual([]);

    const planOf = async ({ id }: { id: string }) => {
      const { items } = await world.get<{ items: { price: string }[] }>(`/v1/subscriptions/${id}`);
      return (await world.get<{ plan: string }>(`/v1/prices/${items[0]!.price}`)).plan;
    };
    const theirs = [await planOf(noura), await planOf(other)];
    expect(await idsOf(`/v1/subscriptions?plan=${theirs[0]}`)).toEqual([noura.id]);
    expect(await idsOf(`/v1/subscriptions?plan=${theirs[1]}&customer=${noura.customer}`)).toEqual([]);
    const behind = (await world.get<{ next_cursor: string }>('/v1/subscriptions?limit=1')).next_cursor;
    expect(await idsOf(`/v1/subscriptions?plan=${theirs[0]}&cursor=${behind}`)).toEqual([noura.id]);
    expect(await idsOf(`/v1/subscriptions?plan=${theirs[1]}&cursor=${behind}`)).toEqual([]);
  });

  it('of captures has no void and no refund in it, and of voids no other, each by what it is about', async () => {
    await world.call('PUT', '/v1/merchant/routing', { currency: 'KWD', gateway: 'mpgs-authorize' });
    for (const [kind, rows] of [
      ['capture', 'captures'],
      ['void', 'voids'],
    ]) {
      // prettier-ignore
      const held = await world.subscribe(await world.createCustomer(), await world.createPrice());
      await world.payOnPage(held);
      await world.rest();
      const [charge] = await list(`/v1/charges?subscription=${held.id}`);
      const { customer, invoice } = charge!;
      const decided = await world.post<Row>(`/v1/charges/${charge!.id}/${kind}`, {});
      await narrowed(rows!, decided, { charge: charge!.id, customer, invoice });
      expect(await list(`/v1/${rows}`)).toMatchObject([{ id: decided.id, kind, customer }]);
      expect(await idsOf(`/v1/${rows}?status=rejected`)).toEqual([]);
      expect(await idsOf(`/v1/refunds?customer=${customer}`)).toEqual([]);
      await world.rest();
      expect(await idsOf(`/v1/${rows}?status=succeeded`)).toEqual([decided.id]);
    }
  });

  it('finds a customer by the name under which it was imported, and tells that name', async () => {
    await send(world, 'kind=customers', 'external_id,name\nC-1,Noura\nC-2,Sami\n');
    while ((await engine.get(RunImports).execute()) > 0);
    const [found, ...more] = await list('/v1/customers?external_id=C-1');
    expect([found, more]).toMatchObject([{ name: 'Noura', external_id: 'C-1' }, []]);
    expect(await idsOf('/v1/customers?external_id=C-3')).toEqual([]);
    expect(await world.get(`/v1/customers/${found!.id}`)).toMatchObject({ external_id: 'C-1' });
    const changed = await world.call('PATCH', `/v1/customers/${found!.id}`, { name: 'Noura Alanzi' });
    expect(changed.body).toMatchObject({ name: 'Noura Alanzi', external_id: 'C-1' });
    expect((await list('/v1/customers?limit=2')).map((row) => row.external_id)).toEqual(['C-2', 'C-1']);
  });

  it.each([
    ['/v1/invoices?number=', 400, 'number'],
    ['/v1/invoices?overdue=yes', 400, 'overdue'],
    ['/v1/invoices?created_after=2027-02-30T00:00:00Z', 400, 'created_after'],
    ['/v1/invoices?created_before=yesterday', 400, 'created_before'],
    ['/v1/charges?customer=sub_1', 400, 'customer'],
    [`/v1/charges?customer=cus_${NOBODY}`, 422, 'customer'],
    ['/v1/customers?external_id=a%20b', 400, 'external_id'],
    ['/v1/subscriptions?plan=Gold', 400, 'plan'],
    [`/v1/subscriptions?plan=plan_${NOBODY}`, 422, 'plan'],
    ['/v1/refunds?customer=C-1', 400, 'customer'],
    [`/v1/refunds?customer=cus_${NOBODY}`, 422, 'customer'],
    [`/v1/captures?invoice=inv_${NOBODY}`, 422, 'invoice'],
    [`/v1/voids?charge=chg_${NOBODY}`, 422, 'charge'],
    ['/v1/captures?status=won', 400, 'status'],
    ['/v1/voids?subscription=sub_1', 400, 'subscription'],
    ['/v1/chargebacks?invoice=1', 400, 'invoice'],
    [`/v1/chargebacks?customer=cus_${NOBODY}`, 422, 'customer'],
    ['/v1/chargebacks?created_before=yesterday', 400, 'created_before'],
  ])('refuses %s and names the field', async (path, status, field) => {
    const answer = await world.call<{ errors: object[] }>('GET', path);
    expect(answer).toMatchObject({ status, body: { errors: [{ field }] } });
  });
});
