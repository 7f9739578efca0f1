import { AuditBooks } from '../../src/modules/audit/index.js';
import { Chance } from '../support/chance.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { type Change, type ChangePreview, changeBody, standing } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

const DAY = 86_400_000;
const STEPS = 16;

describe('whatever is done to a subscription, in whatever order', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  it.each(['aban', 'nuwayri', 'thawra', 'qadim'])(
    'the books stay right, finished lines stay as they are, and a preview is what happens (%s)',
    async (seed) => {
      const chance = new Chance(seed, 'life');
      world = await World.begin(engine, '2027-01-29T06:00:00Z');
      const { id } = await world.subscriber({ amount: '9.999', timeZone: 'Africa/Cairo' });
      const prices = [
        await world.createPrice({ amount: '3.333' }),
        await world.createPrice({ amount: '19.001' }),
        await world.createPrice({ amount: '77.777', interval: 'year' }),
        await world.createPrice({ amount: '1.250', interval: 'week' }),
      ];
      let lines = await finishedLines();
      for (let step = 0; step < STEPS; step++) {
        await act(id, prices, chance);
        const after = await finishedLines();
        expect(after.slice(0, lines.length)).toEqual(lines);
        lines = after;
      }
      await world.clearFaults();
      await world.advanceBy({ days: 30 });
      await proveTheEnd(world);
      const findings = await engine.get(AuditBooks).execute(world.merchant.id);
      expect(findings.filter(({ breaches }) => breaches.length > 0)).toEqual([]);
    },
  );

  function finishedLines(): Promise<object[]> {
    return world.engine.sql(`SELECT * FROM invoice_lines WHERE merchant_id = $1 ORDER BY id`, [
      world.merchant.id,
    ]);
  }

  async function act(id: string, prices: string[], chance: Chance): Promise<void> {
    const later = async (days: number) => new Date((await world.now()).getTime() + days * DAY).toISOString();
    const body = await changeBody(
      world,
      id,
      chance.pick([{ price: chance.pick(prices) }, { quantity: 1 + chance.whole(0, 4) }]),
      { when: chance.pick(['now', 'period_end']), proration: chance.pick(['day', 'second', 'none']) },
    );
    switch (chance.whole(0, 8)) {
      case 0:
      case 1:
      case 2:
        return previewAndChange(id, body);
      case 3:
        return ask(id, 'pause', { when: chance.pick(['now', 'period_end']), resume_at: await later(20) });
      case 4:
        return ask(id, 'resume', { anchor: chance.pick(['now', 'keep']) });
      case 5:
        await ask(id, 'cancel', {
          when: chance.pick(['now', 'period_end', 'date']),
          credit: chance.pick([true, false]),
        });
        return ask(id, 'cancel', { when: 'date', at: await later(10) });
      case 6:
        await ask(id, 'uncancel', {});
        return ask(id, 'reactivate', {});
      case 7:
        await world.clearFaults();
        if (chance.whole(0, 1) === 0) {
          await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 1 });
        }
        return world.advanceBy({ days: 1 + chance.whole(0, 39) });
      default:
        return world.advanceBy({ hours: 1 + chance.whole(0, 199) });
    }
  }

  /** Done or refused with a reason; never a fault of ours. */
  async function ask(id: string, what: string, body: object): Promise<void> {
    const answer = await world.call<unknown>('POST', `/v1/subscriptions/${id}/${what}`, body);
    expect({ what, body, answer }).toMatchObject({ answer: { status: expect.any(Number) as number } });
    expect([200, 400, 409, 422]).toContain(answer.status);
  }

  async function previewAndChange(id: string, body: object): Promise<void> {
    const path = `/v1/subscriptions/${id}`;
    const seen = await world.call<ChangePreview>('POST', `${path}/preview`, body);
    const made = await world.call<Change>('POST', `${path}/change`, body);
    expect(made.status).toBe(seen.status);
    if (made.status !== 200) return;
    const { invoice, ...rest } = made.body.change;
    expect({ ...rest, invoice: invoice && { ...invoice, id: null } }).toEqual(seen.body);
    if (invoice === null) return;
    const written = await world.get<{ total: string; lines: { amount: string }[] }>(
      `/v1/invoices/${invoice.id!}`,
    );
    expect([written.total, written.lines.map(({ amount }) => amount)]).toEqual([
      seen.body.invoice!.total,
      seen.body.invoice!.lines.map(({ amount }) => amount),
    ]);
    expect((await standing(world, id)).status).toMatch(/^(trialing|active|past_due)$/);
  }
});
