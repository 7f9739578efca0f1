import { waitFor } from '../support/wait.js';
import { Stage, STORY_MS } from './support/stage.js';

const SUBSCRIBERS = 20;

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
  await stage.shop.newSubscribers(SUBSCRIBERS);
}, STORY_MS);

afterAll(() => stage.strike());

function attemptsThatAre(status: string): Promise<object[]> {
  return stage.books.query(`SELECT order_no FROM attempts WHERE status = $1`, [status]);
}

test(
  'An engine that is stopped while it charges waits for the answers, and leaves the rest to the next',
  async () => {
    // Long enough for us to get in between the question and the answer.
    await stage.engine.simulator.post('/control/faults', {
      match: { endpoint: 'auto_debit' },
      action: { type: 'delay', ms: 3000 },
      times: SUBSCRIBERS,
    });
    await stage.jumpTo('2027-02-28T09:00:00Z');
    await waitFor(
      'charges to be on their way',
      () => attemptsThatAre('sent'),
      (rows) => rows.length > 0,
    );
    expect(await stage.engine.stop()).toEqual({ code: 0, signal: null });
    // A deployment is no reason for a doubt: whoever was asked for money was heard.
    expect([...(await attemptsThatAre('sent')), ...(await attemptsThatAre('unknown'))]).toEqual([]);
    expect((await stage.books.invoices()).paid).toBeGreaterThan(SUBSCRIBERS);

    await stage.engine.start();
    await waitFor(
      'the rest to be charged',
      () => stage.books.invoices(),
      ({ paid }) => paid === 2 * SUBSCRIBERS,
    );
    expect(await stage.books.faults()).toEqual([]);
    expect(await stage.books.unfinished()).toEqual([]);
  },
  STORY_MS,
);
