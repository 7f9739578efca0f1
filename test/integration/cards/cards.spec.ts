import type { CardReading } from '../../../src/gateway/payment-gateway.js';
import { type Card, CardsRepository } from '../../../src/modules/cards/index.js';
import { CustomersRepository } from '../../../src/modules/customers/index.js';
import type { Merchant } from '../../../src/modules/merchants/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { Client } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let cards: CardsRepository;
let uow: UnitOfWork;
let api: Client;
let merchant: Merchant;

beforeAll(async () => {
  engine = await startTestEngine();
  cards = engine.app.get(CardsRepository);
  uow = engine.app.get(UnitOfWork);
  const made = await engine.newMerchant();
  merchant = made.merchant;
  api = new Client(engine.url, made.key);
});

afterAll(() => engine.stop());

const NOW = new Date('2027-01-31T09:00:00Z');
const LATER = new Date('2027-02-28T09:00:00Z');
const READING: CardReading = {
  token: '9923965822244314',
  pgCode: 'credit-card',
  gatewayCustomerId: 'cus',
  brand: 'VISA',
  lastFour: '1019',
  expiryMonth: 11,
  expiryYear: 2029,
  nameOnCard: 'NOURA',
  isExpired: false,
};

async function newCustomer(): Promise<{ id: bigint; publicId: string }> {
  const { body } = await api.post('/v1/customers', { name: 'N' });
  return (await uow.read((tx) =>
    engine.app.get(CustomersRepository).findByPublicId(tx, merchant.id, body.id),
  ))!;
}

const keep = (customerId: bigint, reading: CardReading, at = NOW): Promise<Card> =>
  uow.run((tx) => cards.upsertFromGateway(tx, merchant.id, customerId, reading, at));

test('a card is shown without its token', async () => {
  const customer = await newCustomer();
  const card = await keep(customer.id, READING);
  const { body } = await api.get(`/v1/customers/${customer.publicId}/cards`);
  expect(body).toEqual({
    data: [
      {
        id: card.publicId,
        brand: 'VISA',
        last_four: '1019',
        expiry_month: 11,
        expiry_year: 2029,
        gateway: 'credit-card',
        status: 'active',
        reason: null,
        is_default: false,
        kept_at_ottu: false,
        external_id: null,
      },
    ],
    next_cursor: null,
  });
  expect(JSON.stringify(body)).not.toContain(READING.token);
});

test('the token opens for the charge call, and lies nowhere readable', async () => {
  const customer = await newCustomer();
  const card = await keep(customer.id, READING);
  expect(cards.openToken(card)).toBe(READING.token);
  const rows = await engine.dataSource.query<{ all: string }[]>('SELECT c::text AS all FROM cards c');
  for (const { all } of rows) {
    expect(all).not.toContain(READING.token);
    expect(all).not.toContain(Buffer.from(READING.token).toString('hex'));
  }
});

test("a token moved to another customer's card does not open", async () => {
  const [one, two] = [await newCustomer(), await newCustomer()];
  const card = await keep(one.id, READING);
  expect(() => cards.openToken(Object.assign({}, card, { customerId: two.id }))).toThrow('does not open');
});

test('the same token of the same customer is the same card, with what was last said of it', async () => {
  const customer = await newCustomer();
  const first = await keep(customer.id, READING);
  const renewed = await keep(customer.id, { ...READING, expiryYear: 2034 }, LATER);
  expect(renewed).toMatchObject({ id: first.id, publicId: first.publicId, expiryYear: 2034, createdAt: NOW });
  expect(renewed.updatedAt).toEqual(LATER);
  const other = await newCustomer();
  expect((await keep(other.id, READING)).id).not.toBe(first.id);
});

test('ten hints about one card at once make one card', async () => {
  const customer = await newCustomer();
  const kept = await Promise.all(Array.from({ length: 10 }, () => keep(customer.id, READING)));
  expect(new Set(kept.map((card) => card.id)).size).toBe(1);
});

test('a refused card stays refused, with the first reason, whatever Ottu goes on listing', async () => {
  const customer = await newCustomer();
  const card = await keep(customer.id, READING);
  await uow.run((tx) => cards.markRefused(tx, merchant.id, card.id, 'Stolen card', NOW));
  await uow.run((tx) => cards.markRefused(tx, merchant.id, card.id, 'Do not honour', LATER));
  expect(await keep(customer.id, READING, LATER)).toMatchObject({
    status: 'refused',
    refusedReason: 'Stolen card',
  });
});

test('a refused card is another one when its customer gives it with another expiry or number, not when Ottu lists it so', async () => {
  for (const other of [{ expiryYear: 2034 }, { lastFour: '4242' }]) {
    const customer = await newCustomer();
    const card = await keep(customer.id, READING);
    const give = (reading: CardReading) =>
      uow.run((tx) =>
        cards.upsertFromGateway(tx, merchant.id, customer.id, reading, LATER, { isGiven: true }),
      );
    expect(await give(READING)).toMatchObject({ renewedAt: null });
    await uow.run((tx) => cards.markRefused(tx, merchant.id, card.id, 'Stolen card', NOW));
    expect(await give({ ...READING, lastFour: null })).toMatchObject({ status: 'refused', renewedAt: null });
    expect(await give(READING)).toMatchObject({ status: 'refused', renewedAt: null });
    const renewed = { ...READING, ...other };
    expect(await keep(customer.id, renewed)).toMatchObject({ status: 'refused', renewedAt: null });
    await keep(customer.id, READING);
    expect(await give(renewed)).toMatchObject({
      id: card.id,
      status: 'active',
      refusedReason: null,
      renewedAt: LATER,
    });
  }
});

test('a list that knows of a renewal before the customer gives it, or not yet afterwards, hides and makes none', async () => {
  const customer = await newCustomer();
  const { id } = await keep(customer.id, READING);
  const renewed = { ...READING, expiryYear: 2034 };
  const show = (reading: CardReading) =>
    uow.run(async (tx) => cards.refresh(tx, (await cards.lockById(tx, merchant.id, id))!, reading, LATER));
  const give = (reading: CardReading, at: Date) =>
    uow.run((tx) => cards.upsertFromGateway(tx, merchant.id, customer.id, reading, at, { isGiven: true }));
  const refuse = () => uow.run((tx) => cards.markRefused(tx, merchant.id, id, 'Stolen card', NOW));
  await refuse();
  await show(renewed);
  await show({ ...renewed, nameOnCard: 'N' });
  expect(await give(renewed, LATER)).toMatchObject({ status: 'active', renewedAt: LATER });
  await refuse();
  await show(READING);
  const again = new Date('2027-03-31T09:00:00Z');
  expect(await give(renewed, again)).toMatchObject({ status: 'refused', renewedAt: LATER, expiryYear: 2034 });
  await show(READING);
  await keep(customer.id, READING);
  expect(await give(READING, again)).toMatchObject({ status: 'active', renewedAt: again });
});

test('what cannot be of a card is refused by the database', async () => {
  const customer = await newCustomer();
  const card = await keep(customer.id, READING);
  const set = (columns: string, id = card.id) =>
    engine.dataSource.query(`UPDATE cards SET ${columns} WHERE id = $1`, [id]);
  await expect(set(`status = 'deleting', deletion_requested_at = now()`)).rejects.toThrow(
    'cards_deletion_is_due',
  );
  await expect(set(`deletion_due_at = now()`)).rejects.toThrow('cards_deletion_is_due');
  await expect(set(`status = 'deleting', deletion_due_at = now()`)).rejects.toThrow(
    'cards_deletion_was_wanted',
  );
  await expect(set(`kept_at_ottu = true`)).rejects.toThrow('cards_kept_is_gone_here');
  await expect(set(`status = 'removed', is_default = true`)).rejects.toThrow('cards_default_is_usable');
  await set('is_default = true');
  const other = await keep(customer.id, { ...READING, token: '7700000000000017' });
  await expect(set('is_default = true', other.id)).rejects.toThrow('cards_one_default');
});

test('a card that was to go, and is given again on a page, is there again; a refused one stays refused', async () => {
  const customer = await newCustomer();
  const card = await keep(customer.id, READING);
  const going = `status = 'deleting', deletion_requested_at = now(), deletion_due_at = now(), status_reason = 'locked'`;
  await engine.dataSource.query(`UPDATE cards SET ${going} WHERE id = $1`, [card.id]);
  const again = await keep(customer.id, READING, LATER);
  const free = { deletionRequestedAt: null, deletionDueAt: null, statusReason: null };
  expect(again).toMatchObject({ id: card.id, status: 'active', ...free });
  await uow.run((tx) => cards.markRefused(tx, merchant.id, card.id, 'Stolen card', NOW));
  await engine.dataSource.query(`UPDATE cards SET ${going} WHERE id = $1`, [card.id]);
  expect(await keep(customer.id, READING, LATER)).toMatchObject({ status: 'refused', ...free });
});
