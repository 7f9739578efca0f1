import { AttemptHistory, type OfCard } from '../../../src/modules/charges/attempt-history.repository.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { change } from '../../scenarios/support/life.js';
import { led, payAt, payLink } from '../../scenarios/support/links.js';
import {
  assertBooksEqualTruth,
  assertLedgerBalances,
  assertPeriodsTile,
  proveTheEnd,
} from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { BEGIN, Forgetful, RENEWAL } from './forgetting.js';

let engine: InProcessEngine;
let world: World;
let story: Forgetful;

beforeEach(async () => {
  engine = await InProcessEngine.start({ own: true });
  world = await World.begin(engine, BEGIN);
  story = new Forgetful(world);
});

afterEach(async () => {
  await world.end();
  await engine.stop();
});

describe('After a restore', () => {
  it('the charge for a change within a period, which was open in the copy and paid since, is found', async () => {
    const { id } = await world.subscriber();
    const price = await world.createPrice({ amount: '20.000' });
    await world.advanceTo('2027-02-10T09:00:00Z');
    await change(world, id, { price });
    await story.forget(async () => {
      await world.rest();
      await world.jumpTo('2027-02-10T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    await proveTheEnd(world);
  });

  it('a draft that was finalized and charged since is found, and so is what a customer paid by link', async () => {
    const price = await world.createPrice();
    const { id: customer } = await world.createCustomer();
    const body = { customer, items: [{ price }], invoice_review_hours: 24 };
    await world.payOnPage(await world.post('/v1/subscriptions', body));
    await world.rest();
    const line = { description: 'Setup', unit_amount: '3.000', currency: 'KWD' };
    const made = await world.post<{ id: string }>('/v1/invoices', {
      customer,
      currency: 'KWD',
      lines: [line],
    });
    const link = await payLink(world, made.id);
    await world.advanceTo('2027-02-28T09:00:00Z');
    await story.forget(async () => {
      await payAt(await led(link));
      await world.rest();
      await world.jumpTo('2027-03-01T09:30:00Z');
      await world.rest();
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(3);
    // The platform answers only so many questions a minute.
    await story.recover();
    await story.later(31);
    expect(await story.recoverAll()).toMatchObject({ adopted: 2, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    const { data } = await world.get<{ data: { status: string }[] }>('/v1/invoices');
    expect(data.map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
    // The message about the page was forgotten with the rest, so that one more would be news: nothing is repeated here.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
  });

  it('a page that was open in the copy is over where a later try of its invoice is known', async () => {
    await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    await world.advanceTo(RENEWAL);
    await led(await payLink(world));
    await story.forget(async () => {
      await world.advanceTo('2027-03-03T09:00:00Z');
      await world.jumpTo('2027-03-03T09:30:00Z');
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    expect((await story.attempts()).slice(1)).toEqual([
      { n: 1, kind: 'mit', status: 'declined', settled_by: 'answer' },
      { n: 2, kind: 'cit', status: 'abandoned', settled_by: 'inquiry' },
      { n: 3, kind: 'mit', status: 'succeeded', settled_by: 'inquiry' },
    ]);
    await proveTheEnd(world);
  });

  it('what was merely written ahead is over where the platform knows the next try, and not it', async () => {
    await world.subscriber();
    await world.fault({ endpoint: 'create' }, { type: 'drop_before' }, { times: 1 });
    await world.jumpTo(RENEWAL);
    await world.rest();
    // As the process left it that had written it ahead and not yet asked for a session.
    await engine.sql(
      `UPDATE attempts SET status = 'prepared', resolved_at = NULL, settled_by = NULL, trouble = NULL,
         lease_until = now(), next_check_at = $1 WHERE status = 'abandoned'`,
      [RENEWAL],
    );
    await engine.sql(
      `UPDATE charges SET status = 'processing', next_action = NULL, next_action_at = NULL,
         next_action_reason = NULL WHERE status = 'scheduled'`,
    );
    await story.forget(async () => {
      await world.rest();
      await world.jumpTo('2027-02-28T09:30:00Z');
      await world.rest();
    });
    story.expectTold();
    expect((await story.truth()).charges).toHaveLength(2);
    await story.recover();
    await story.later(31);
    expect(await story.recoverAll()).toMatchObject({ adopted: 1, unplaced: 0, covered: true });
    await story.end();
    await world.rest();
    expect((await story.attempts()).slice(1)).toMatchObject([
      { n: 1, kind: 'mit', status: 'abandoned' },
      { n: 2, kind: 'mit', status: 'succeeded' },
    ]);
    await proveTheEnd(world);
  });

  it('a renewal that its customer paid by link with another card is theirs, and that card is on file', async () => {
    await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    const { id: cardless } = await world.subscriber({ card: 'then_insufficient_funds', cvv: '101' });
    await world.advanceTo(RENEWAL);
    await engine.sql(`UPDATE subscriptions SET card_id = NULL WHERE public_id = $1`, [cardless]);
    await story.forget(async () => {
      const { data } = await world.get<{ data: { id: string; status: string }[] }>(
        '/v1/invoices?status=open',
      );
      expect(data).toHaveLength(2);
      for (const invoice of data) await payAt(await led(await payLink(world, invoice.id)));
      await world.rest();
    });
    story.expectTold();
    // The platform answers only so many questions a minute.
    await story.recover();
    await story.later(31);
    expect(await story.recoverAll()).toMatchObject({ adopted: 2, unplaced: 0, covered: true });
    // Nobody knows whether it was a page or a charge of ours to that card: the next charge keeps its distance from it.
    const payers = await engine.sql<OfCard>(
      `SELECT merchant_id AS "merchantId", id, card_id AS "cardId" FROM subscriptions WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    const lastSent = await engine
      .get(UnitOfWork)
      .read((tx) => engine.get(AttemptHistory).lastSentAt(tx, payers));
    expect([...lastSent.keys()].sort()).toEqual(payers.map(({ id }) => id).sort());
    await story.end();
    await world.rest();
    const onFile = await engine.sql(
      `SELECT s.status, c.last_four FROM subscriptions s JOIN cards c ON c.id = s.card_id
       WHERE s.merchant_id = $1`,
      [world.merchant.id],
    );
    const visa = { status: 'active', last_four: '1111' };
    expect(onFile).toEqual([visa, visa]);
    expect((await story.attempts()).filter(({ n }) => n === 2)).toEqual([
      { n: 2, kind: 'cit', status: 'succeeded', settled_by: 'inquiry' },
      { n: 2, kind: 'cit', status: 'succeeded', settled_by: 'inquiry' },
    ]);
    // With the old card the platform would refuse it: the agreement is bound to the one used on the page.
    await world.advanceTo('2027-03-31T09:00:00Z');
    expect((await story.truth()).charges).toHaveLength(6);
    // The messages about the pages were forgotten as well.
    await assertBooksEqualTruth(world);
    await assertLedgerBalances(world);
    await assertPeriodsTile(world);
  });
});
