import type { Chance } from '../../support/chance.js';
import type { Subscription, World } from '../../support/world.js';
import { createCoupon, type Invoice } from './billing.js';
import type { Change, ChangeInvoice, ChangePreview } from './life.js';
import { scheduled, standing } from './life.js';
import { type Features, told } from './random-features.js';

const DAY = 86_400_000;

interface Answer<T> {
  status: number;
  body: T;
}

type Periodic = Invoice & { period_start: string; period_end: string };

/** One subscription to which anything may be done at any time. */
export class RandomLife {
  id = '';
  /** How many times an invoice came as a preview had said. */
  foretoldRight = 0;
  /** How many times something was done, not refused. */
  done = 0;
  private foretold: ChangeInvoice | null = null;
  /** Invoices that were there when it was told: another interval may begin a period where one has begun before. */
  private older = new Set<string>();
  private prices: string[] = [];

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly has: Features,
  ) {}

  async begin(): Promise<void> {
    const { world, has } = this;
    if (has.tax !== 'none') {
      const inclusive = has.tax === 'contained';
      await world.post('/v1/tax-rates', { country: 'EG', percent: '14', inclusive });
    }
    if (has.coupon) {
      await createCoupon(world, { code: 'PART', percent_off: '33.3333', duration: 'forever' });
      await createCoupon(world, { code: 'OFF', amount_off: '1.111', currency: 'KWD', duration: 'repeating', duration_periods: 2 }); // prettier-ignore
    }
    const first = [await world.createPrice({ amount: '9.999' })];
    for (const amount of ['4.001', '0.999'].slice(0, has.items - 1))
      first.push(await world.createPrice({ amount }));
    if (has.usage) first.push(await this.meteredPrice());
    this.prices = [
      await world.createPrice({ amount: '3.333' }),
      await world.createPrice({ amount: '19.001' }),
    ];
    if (has.intervals) {
      this.prices.push(await world.createPrice({ amount: '77.777', interval: 'year' }));
      this.prices.push(await world.createPrice({ amount: '1.250', interval: 'week' }));
    }
    const who = { name: 'Noura', email: 'noura@example.com', country: 'EG', time_zone: 'Africa/Cairo' };
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', who);
    const items = first.map((price) => ({ price }));
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items });
    await world.payOnPage(made);
    await world.rest();
    this.id = made.id;
  }

  async step(): Promise<void> {
    const { chance, has } = this;
    const acts = [
      () => this.previewAndChange(),
      () => this.previewAndChange(),
      () => this.previewAndChange(),
      () => this.waitDays(),
      () => this.stop(),
      ...(has.usage ? [() => this.use(), () => this.use()] : []),
      ...(has.lines ? [() => this.addLine()] : []),
      ...(has.notes ? [() => this.giveBack()] : []),
      ...(has.coupon ? [() => this.redeem()] : []),
    ];
    const isGoingOn = /^(active|past_due)$/.test((await standing(this.world, this.id)).status);
    await (isGoingOn || chance.happens(0.3) ? chance.pick(acts) : () => this.goOn())();
    await this.compareForetold();
  }

  /** Done or refused with a reason; never a fault of ours. What is done may make another invoice of the next. */
  private async ask(what: string, body: object): Promise<void> {
    const answer = await this.world.call<unknown>('POST', `/v1/subscriptions/${this.id}/${what}`, body);
    this.judge(what, body, answer);
  }

  private judge(what: string, body: object, answer: Answer<unknown>): void {
    const isKnown = [200, 201, 400, 409, 422].includes(answer.status);
    expect(isKnown ? null : { what, body, answer }).toBeNull();
    if (answer.status >= 300) return;
    this.foretold = null;
    this.done += 1;
  }

  private async later(days: number): Promise<string> {
    return new Date((await this.world.now()).getTime() + days * DAY).toISOString();
  }

  private async stop(): Promise<void> {
    const { chance } = this;
    const when = chance.pick(['now', 'period_end']);
    switch (chance.whole(0, 2)) {
      case 0:
        return this.ask('pause', { when, resume_at: await this.later(20) });
      case 1:
        return this.ask('cancel', { when, credit: chance.happens(0.5) });
      default:
        return this.ask('cancel', { when: 'date', at: await this.later(10) });
    }
  }

  private async goOn(): Promise<void> {
    await this.ask('resume', { anchor: this.chance.pick(['now', 'keep']) });
    await this.ask('uncancel', {});
    await this.ask('reactivate', {});
    await this.world.rest();
  }

  private async waitDays(): Promise<void> {
    const { chance, world } = this;
    await world.clearFaults();
    if (chance.happens(0.3)) {
      await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 1 });
    }
    await world.advanceBy({ hours: 1 + chance.whole(0, chance.pick([100, 900])) });
  }

  private async use(): Promise<void> {
    const { items } = await standing(this.world, this.id);
    const item = items.at(-1)!.id;
    await this.ask('usage', {
      item,
      quantity: this.chance.whole(0, 5_000),
      key: `k${this.chance.fraction()}`,
    });
  }

  private addLine(): Promise<void> {
    const direction = this.chance.pick(['charge', 'charge', 'credit']);
    const line = {
      description: 'A visit',
      unit_amount: '0.777',
      currency: 'KWD',
      quantity: this.chance.whole(1, 3),
    };
    return this.ask('pending-lines', { ...line, direction });
  }

  private redeem(): Promise<void> {
    return this.ask('coupons', { code: this.chance.pick(['PART', 'OFF']) });
  }

  private async giveBack(): Promise<void> {
    const { chance, world } = this;
    const invoices = (await this.invoices()).filter(({ status }) => status === 'paid' || status === 'open');
    if (invoices.length === 0) return;
    const { id: invoice, status } = chance.pick(invoices);
    const to = status === 'open' ? 'open_amount' : chance.pick(['balance', 'card']);
    const amount = chance.pick([{}, { amount: '0.501' }, { amount: '2.000' }]);
    const body = { invoice, to, reason: 'days without service', ...amount };
    this.judge('credit note', body, await world.call('POST', '/v1/credit-notes', body));
  }

  private async previewAndChange(): Promise<void> {
    const { chance, world, id } = this;
    const body = {
      items: [await this.changedItem()],
      when: chance.pick(['now', 'period_end']),
      proration: chance.pick(['day', 'second', 'none', 'next_invoice']),
    };
    const path = `/v1/subscriptions/${id}`;
    const seen = await world.call<ChangePreview>('POST', `${path}/preview`, body);
    const made = await world.call<Change>('POST', `${path}/change`, body);
    expect(made.status).toBe(seen.status);
    this.judge('change', body, made);
    if (made.status !== 200) return;
    const { invoice, ...rest } = made.body.change;
    expect({ ...rest, invoice: invoice && { ...invoice, id: null } }).toEqual(seen.body);
    // Beside a planned change of items there is no other, so that what was foretold is what comes.
    const planned = (await scheduled(world, id)).filter(({ kind }) => kind === 'items');
    expect(planned.map((one) => one.id)).toEqual([made.body.scheduled_change].filter((one) => one !== null));
    this.foretold = seen.body.next_invoice;
    this.older = new Set((await this.invoices()).map((one) => one.id));
    expect((await standing(world, id)).status).toMatch(/^(trialing|active|past_due)$/);
    if (invoice !== null) told(await world.get<Invoice>(`/v1/invoices/${invoice.id!}`), seen.body.invoice!);
    if (this.foretold === null) return;
    const next = Date.parse(this.foretold.period_start) + 2 * 3_600_000;
    const isSoon = next - (await world.now()).getTime() < 40 * DAY;
    if (isSoon && chance.happens(0.6)) await world.advanceTo(new Date(next));
  }

  private async changedItem(): Promise<object> {
    const { chance } = this;
    const { items } = await standing(this.world, this.id);
    const item = chance.pick(items).id;
    return chance.pick([
      { item, price: chance.pick(this.prices) },
      { item, quantity: chance.whole(1, 5) },
      ...(this.has.items > 1 ? [{ item, remove: true }, { price: chance.pick(this.prices) }] : []),
    ]);
  }

  /** Where nothing was done but waiting since a preview, the next invoice is the one that it told. */
  private async compareForetold(): Promise<void> {
    const { foretold } = this;
    if (foretold === null) return;
    const made = (await this.invoices()).find(
      ({ id, kind, period_start: start, status }) =>
        !this.older.has(id) && kind === 'recurring' && start === foretold.period_start && status !== 'void',
    );
    if (!made) return;
    told(made, foretold);
    expect(made.period_end).toBe(foretold.period_end);
    this.foretold = null;
    this.foretoldRight += 1;
  }

  private async invoices(): Promise<Periodic[]> {
    const path = `/v1/invoices?subscription=${this.id}&limit=100`;
    return (await this.world.get<{ data: Periodic[] }>(path)).data;
  }

  private async meteredPrice(): Promise<string> {
    const tiers = [{ up_to: 1000, unit_amount: '0.0015' }, { unit_amount: '0.0007' }];
    const price = {
      currency: 'KWD',
      interval: 'month',
      model: 'graduated',
      tiers,
      usage: { aggregation: 'sum' },
    };
    const plan = await this.world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'API',
      prices: [price],
    });
    return plan.prices[0]!.id;
  }
}
