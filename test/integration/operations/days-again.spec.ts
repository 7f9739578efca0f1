import { DaysRepository } from '../../../src/modules/day-reconciliation/days.repository.js';
import { AskPlatform } from '../../../src/modules/day-reconciliation/use-cases/ask-platform.js';
import { FetchFile } from '../../../src/modules/day-reconciliation/use-cases/fetch-file.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { comparedDays, paidSession } from './compared-days.js';

const DAY = '2027-01-10';
/** Of the shop beside us: a file with fewer lines than it announces is not taken. */
const OTHERS = ['1', '2'].map((n) => ({
  session_id: `shop-${n}`,
  order_no: `shop-${n}`,
  operation: 'payment',
  state: 'paid',
  amount: '1.000',
  currency_code: 'KWD',
}));
const SAID = { evidence: 'bank statement, line 17', decided_by: 'Noura' };

describe('a day that is compared again', () => {
  let engine: InProcessEngine;
  let world: World;
  beforeAll(async () => (engine = await InProcessEngine.start()));
  afterAll(() => engine.stop());
  beforeEach(async () => (world = await World.begin(engine, `${DAY}T20:00:00Z`)));
  afterEach(() => world.end());

  const { days, differences, report, apply, rerun, compare } = comparedDays(() => world);
  const run = (day: string) => world.post(`/v1/ops/reconciliation/days/${day}/run`, {});
  const told = async (day = DAY) =>
    Object.fromEntries(
      (await differences(`&day=${day}`)).map((d) => [`${d.type} ${d.session_id}`, d.status]),
    );

  it('whose lines are gone is read anew, and what was accepted is accepted still', async () => {
    const [missing, cheap] = [await paidSession(world), await paidSession(world)];
    const spoil = () =>
      report({
        changes: [
          { session_id: missing, drop: true },
          { session_id: cheap, set: { settled_amount: '9.400' } },
        ],
        rows: OTHERS,
      });
    const found = (there: string, fee: string) => ({
      [`missing_there ${missing}`]: there,
      [`fee ${cheap}`]: fee,
    });
    await spoil();
    await world.jumpTo('2027-01-11T04:00:00Z');
    await rerun();
    await compare();
    await world.post(`/v1/ops/reconciliation/days/${DAY}/accept`, { type: 'fee', ...SAID });
    expect(await told()).toEqual(found('open', 'accepted'));

    // Four days later the lines of a newer file take the place of these.
    await world.jumpTo('2027-01-14T06:00:00Z');
    await world.subscriber();
    await world.jumpTo('2027-01-15T04:00:00Z');
    await run('2027-01-14');
    await compare();
    const kept = await engine.sql<{ day: string }>(
      `SELECT DISTINCT day::text AS day FROM report_lines WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    expect(kept).toEqual([{ day: '2027-01-14' }]);
    // Nor where they went before days were marked for that.
    await engine.sql(`UPDATE reconciliation_days SET wants_file = false WHERE merchant_id = $1`, [world.merchant.id]); // prettier-ignore
    const [open] = await differences('&status=open');
    expect((await apply(open!.id, { ...SAID, action: 'look_at_refunds' })).status).toBe(200);
    await world.advanceBy({ minutes: 16 });
    expect(await told()).toEqual(found('open', 'accepted'));

    // Made again without the fee, the file says it no more; made once more, it says what a person has accepted.
    await world.clearFaults();
    await rerun();
    expect(await compare()).toMatchObject({ status: 'proven', lines: 2 });
    expect(await told()).toEqual(found('gone', 'gone'));
    await spoil();
    await rerun();
    expect(await compare()).toMatchObject({ status: 'differences', open_differences: 1 });
    expect(await told()).toEqual(found('open', 'accepted'));
    await world.clearFaults();
    await rerun();
    expect(await compare()).toMatchObject({ status: 'proven' });
    await proveTheEnd(world);
  }, 180_000);

  it('is older than a payment that came after its file: that is proven by Ottu’s word on the day it came', async () => {
    const late = await world.subscribe(await world.createCustomer(), await world.createPrice());
    const session = late.checkout!.session_id;
    await world.jumpTo('2027-01-11T04:00:00Z');
    await rerun();
    expect(await compare()).toMatchObject({ status: 'proven', lines: 1 });
    await world.payOnPage(late);
    await world.subscriber();
    expect(await world.subscription(late.id)).toMatchObject({ status: 'active' });

    await world.jumpTo('2027-01-12T04:00:00Z');
    const lie = { type: 'wrong_echo', fields: { state: 'failed', result: 'failed' } };
    await world.fault({ endpoint: 'retrieve', session_id: session }, lie, { times: null });
    await run('2027-01-11');
    await compare();
    expect(await differences()).toMatchObject([
      { type: 'missing_there', session_id: session, proposed_action: 'investigate' },
    ]);
    await world.clearFaults();
    await run('2027-01-11');
    await compare();
    expect(await told('2027-01-11')).toEqual({ [`missing_there ${session}`]: 'gone' });
    expect((await days())[0]).toMatchObject({ day: '2027-01-11', status: 'proven', lines: 1 });
    await proveTheEnd(world);
  }, 180_000);

  it('loses nothing of what a person asks for or decides while it is being compared', async () => {
    const sessions = [await paidSession(world), await paidSession(world)];
    await report({ changes: sessions.map((session_id) => ({ session_id, drop: true })), rows: OTHERS });
    await world.jumpTo('2027-01-11T04:00:00Z');
    const fetchFile = engine.get(FetchFile);
    const fetch = fetchFile.execute.bind(fetchFile);
    fetchFile.execute = async (...given) => {
      fetchFile.execute = fetch;
      const fetched = await fetch(...given);
      await world.jumpTo('2027-01-11T04:00:01Z');
      await rerun();
      return fetched;
    };
    await rerun();
    expect(await compare()).toMatchObject({ open_differences: 2, next_run_at: null });
    // A younger file was asked for than the one that was on its way.
    const downloads = `SELECT 1 FROM report_downloads WHERE merchant_id = $1`;
    expect(await engine.sql(downloads, [world.merchant.id])).toHaveLength(2);

    const [applied, accepted] = await differences();
    const [asking, held] = [engine.get(AskPlatform), engine.get(DaysRepository)];
    const [ask, lock] = [asking.execute.bind(asking), held.lockByDay.bind(held)];
    asking.execute = async (...given) => {
      asking.execute = ask;
      await ask(...given);
      await apply(applied!.id, { ...SAID, action: 'look_at_refunds' });
      held.lockByDay = async (...asked) => {
        held.lockByDay = lock;
        await apply(accepted!.id, { ...SAID, action: 'accept' });
        return lock(...asked);
      };
    };
    await rerun();
    expect(await compare()).toMatchObject({
      status: 'differences',
      open_differences: 1,
      next_run_at: '2027-01-11T04:15:01.000Z',
    });
    await world.advanceBy({ minutes: 16 });
    expect((await differences()).map(({ id, status }) => [id, status])).toEqual([
      [applied!.id, 'open'],
      [accepted!.id, 'accepted'],
    ]);
    await world.clearFaults();
    await rerun();
    expect(await compare()).toMatchObject({ status: 'proven', next_run_at: null });
    await proveTheEnd(world);
  }, 180_000);
});
