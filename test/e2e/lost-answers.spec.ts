import { CARDS } from '../support/hosted-page.js';
import { Stage, STORY_MS } from './support/stage.js';
import { type Fault, type Trouble, TROUBLES } from './support/troubles.js';

const RENEWAL = '2027-02-28T09:01:00Z';
/** Past every wait after a fence, the day between two tries, and the first step of dunning. */
const DAYS_LATER = '2027-03-04T09:00:00Z';
/** A month and a day on, which is time enough for those banks that never answer. */
const MONTH_LATER = '2027-04-01T09:00:00Z';
const PAID = TROUBLES.filter(({ staysUnpaid }) => !staysUnpaid).length;
const UNPAID = TROUBLES.length - PAID;
/** As many as a page serves without anybody waiting for long. */
const AT_ONCE = 10;

/** All troubles strike one merchant at once, as they would on a bad day: one subscription each. */
let stage: Stage;
const subscriptionOf = new Map<string, string>();

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
  // The engine is patient for 75 s; that the connection then is lost teaches it no more.
  await stage.engine.simulator.put('/control/merchant', { hang_seconds: 2 });
  for (let i = 0; i < TROUBLES.length; i += AT_ONCE) {
    await Promise.all(TROUBLES.slice(i, i + AT_ONCE).map(prepare));
  }
  await stage.shop.advanceTo(RENEWAL);
  await stage.shop.advanceTo(DAYS_LATER);
}, STORY_MS);

afterAll(() => stage.strike());

async function prepare({ what, card, faults }: Trouble): Promise<void> {
  const { id, customer } = await stage.shop.newSubscriber(card ?? CARDS.approved);
  subscriptionOf.set(what, id);
  for (const fault of faults) await setFault(customer, fault);
}

function setFault(customer: string, { endpoint, action, times }: Fault): Promise<unknown> {
  return stage.engine.simulator.post('/control/faults', {
    match: { endpoint, customer_id: customer },
    action,
    times: times ?? 1,
  });
}

describe('A month is paid once, whatever becomes of the answer:', () => {
  test.each(TROUBLES)('$what', async ({ what, attempts }) => {
    const all = await stage.shop.attempts(subscriptionOf.get(what)!);
    const renewals = all.filter(({ kind }) => kind === 'mit');
    expect(renewals.map(({ status, settled_by }) => `${status} by ${settled_by}`)).toEqual(attempts);
  });
});

describe('After all of it', () => {
  test('every fault has struck', async () => {
    const { faults } = await stage.engine.simulator.get('/control/faults');
    expect(faults.filter(({ hits, times }: { hits: number; times: number }) => hits !== times)).toEqual([]);
  });

  test('books and truth are equal to the fils, and nothing waits', async () => {
    expect(await stage.books.faults()).toEqual([]);
    expect(await stage.books.unfinished()).toEqual([]);
    expect(await stage.books.invoices()).toEqual({ paid: TROUBLES.length + PAID, open: UNPAID });
  });

  test(
    'the next month is charged once each, and what nobody may try again is given up',
    async () => {
      await stage.shop.advanceTo(MONTH_LATER);
      expect(await stage.books.faults()).toEqual([]);
      expect(await stage.books.unfinished()).toEqual([]);
      expect(await stage.books.invoices()).toEqual({
        paid: TROUBLES.length + 2 * PAID,
        uncollectible: UNPAID,
      });
    },
    STORY_MS,
  );
});
