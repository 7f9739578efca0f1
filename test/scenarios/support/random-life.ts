import type { Chance } from '../../support/chance.js';
import type { Subscription, World } from '../../support/world.js';
import type { Invoice } from './billing.js';
import type { Change, ChangePreview } from './life.js';
import { scheduled, standing } from './life.js';
import { planThenWait } from './random-forecast.js';
import { anotherDay, type Beginning, beginningOf, type Features, sell, spelled, told } from './random-features.js'; // prettier-ignore
import { type Act, type Answer, asInvoice, type ForetoldWithLines, invoicesOfLife, lookThenDo, type Periodic, type Told } from './random-previews.js'; // prettier-ignore
import { type Choose, endTrial, planPhases, redeem, stop, takeBack, takeCouponOff } from './random-terms.js';

const DAY = 86_400_000;

interface NewSeen {
  first_invoice: ForetoldWithLines | null;
  following_invoice: ForetoldWithLines | null;
}

const NOTHING: Told = { invoices: [], end: null };

/** One subscription to which anything may be done at any time. */
export class RandomLife {
  id = '';
  beginning: Beginning = 'at once';
  /** How many times an invoice came as a preview had said. */
  foretoldRight = 0;
  /** How many times something was done, not refused. */
  done = 0;
  /** What was looked at, and then done. */
  readonly foreseen = new Set<string>();
  private foretold: Told = NOTHING;
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
    const { first, later } = await sell(world, has);
    this.prices = later;
    const who = { name: 'Noura', email: 'noura@example.com', country: 'EG', time_zone: has.timeZone };
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', who);
    const items = first.map((price) => ({ price }));
    const { name, request } = beginningOf(this.chance.named('how it begins'));
    this.beginning = name;
    const body = { customer, items, ...request };
    const seen = await world.post<NewSeen>('/v1/subscriptions/preview', body);
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(made);
    await world.rest();
    this.id = made.id;
    const shown = [seen.first_invoice, seen.following_invoice].filter((one) => one !== null);
    this.foretold = { invoices: shown.map(asInvoice), end: null };
    await this.compareForetold();
    this.foreseen.add('begin');
  }

  async step(): Promise<void> {
    const { chance, has } = this;
    const isPlanned = (await scheduled(this.world, this.id)).length > 0;
    const acts = [
      () => this.previewAndChange(),
      () => this.previewAndChange(),
      () => this.previewAndChange(),
      () => this.waitDays(),
      () => this.onTerms(stop),
      () => this.foresee({ what: 'uncancel', body: {} }),
      () => this.foresee({ what: 'billing-day', body: anotherDay(chance) }),
      ...(isPlanned ? [() => this.onTerms(takeBack)] : []),
      ...(this.beginning === 'a trial' ? [() => this.onTerms(endTrial)] : []),
      ...(has.phases ? [() => this.onTerms(planPhases(this.prices.slice(0, 2)))] : []),
      ...(has.usage ? [() => this.use(), () => this.use()] : []),
      ...(has.lines ? [() => this.addLine()] : []),
      ...(has.notes ? [() => this.giveBack()] : []),
      ...(has.coupon ? [() => this.onTerms(redeem), () => this.onTerms(takeCouponOff)] : []),
    ];
    const isGoingOn = /^(trialing|active|past_due)$/.test((await standing(this.world, this.id)).status);
    await (isGoingOn || chance.happens(0.3) ? chance.pick(acts) : () => this.goOn())();
    await this.compareForetold();
  }

  /** Done or refused with a reason; never a fault of ours. What is done may make another invoice of the next. */
  private async ask(what: string, body: object): Promise<void> {
    const answer = await this.world.call<unknown>('POST', `/v1/subscriptions/${this.id}/${what}`, body);
    this.judge(what, body, answer);
  }

  /** The same for what has a preview, which has to be right. */
  private async foresee(act: Act): Promise<void> {
    const { made, told: seen } = await lookThenDo(this.world, this.id, act);
    this.judge(act.what, act.body, made);
    if (made.status >= 300) return;
    this.foreseen.add(act.what);
    await this.remember(seen);
  }

  private async onTerms(choose: Choose): Promise<void> {
    return this.foresee(await choose(this.world, this.id, this.chance));
  }

  private async remember(seen: Told): Promise<void> {
    this.foretold = seen;
    this.older = new Set((await this.invoices()).map((one) => one.id));
  }

  private judge(what: string, body: object, answer: Answer<unknown>): void {
    const isKnown = [200, 201, 400, 404, 409, 422].includes(answer.status);
    expect(isKnown ? null : { what, body, answer }).toBeNull();
    if (answer.status >= 300) return;
    this.foretold = NOTHING;
    this.done += 1;
  }

  private async goOn(): Promise<void> {
    await this.foresee({ what: 'resume', body: { anchor: this.chance.pick(['now', 'keep']) } });
    await this.foresee({ what: 'uncancel', body: {} });
    await this.foresee({ what: 'reactivate', body: {} });
  }

  private async waitDays(): Promise<void> {
    const { chance, world } = this;
    await world.clearFaults();
    if (chance.happens(0.3)) {
      await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 1 });
    }
    await world.advanceBy({ hours: 1 + chance.whole(0, chance.pick([100, 900])) });
  }

  /** How many invoices came as the forecast had told them. */
  async planForDate(): Promise<number> {
    const { chance, world, id } = this;
    await world.clearFaults();
    await world.rest();
    this.foretold = NOTHING;
    return planThenWait(world, id, chance, await this.changedItem());
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
      unit_amount: spelled('0.777', this.has.currency),
      currency: this.has.currency,
      quantity: this.chance.whole(1, 3),
    };
    return this.foresee({ what: 'pending-lines', body: { ...line, direction } });
  }

  private async giveBack(): Promise<void> {
    const { chance, world } = this;
    const invoices = (await this.invoices()).filter(({ status }) => status === 'paid' || status === 'open');
    if (invoices.length === 0) return;
    const { id: invoice, status } = chance.pick(invoices);
    const to = status === 'open' ? 'open_amount' : chance.pick(['balance', 'card']);
    const part = chance.pick([undefined, '0.501', '2.000']);
    const amount = part === undefined ? {} : { amount: spelled(part, this.has.currency) };
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
    const next = seen.body.next_invoice;
    await this.remember({ invoices: [next], end: null });
    expect((await standing(world, id)).status).toMatch(/^(trialing|active|past_due)$/);
    if (invoice !== null) told(await world.get<Invoice>(`/v1/invoices/${invoice.id!}`), seen.body.invoice!);
    const begun = Date.parse(next.period_start) + 2 * 3_600_000;
    const isSoon = begun - (await world.now()).getTime() < 40 * DAY;
    if (isSoon && chance.happens(0.6)) await world.advanceTo(new Date(begun));
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

  /** Where nothing was done but waiting since a preview, the invoices and the end that come are those that it told. */
  private async compareForetold(): Promise<void> {
    const { world, id, foretold } = this;
    const all = (await this.invoices()).filter(({ kind }) => kind === 'recurring' || kind === 'one_off');
    // The last bill of a cancel may be of the period that was billed already: the older is told of first.
    const made = all.reverse();
    for (const seen of foretold.invoices) {
      const it = made.find(
        (one) => !this.older.has(one.id) && one.period_start === seen.period_start && one.status !== 'void',
      );
      if (!it) continue;
      this.older.add(it.id);
      told(it, seen);
      expect(it.period_end).toBe(seen.period_end);
      this.foretold = { ...this.foretold, invoices: this.foretold.invoices.filter((one) => one !== seen) };
      this.foretoldRight += 1;
    }
    const { end } = foretold;
    if (end?.kind !== 'cancel' || Date.parse(end.at) > (await world.now()).getTime()) return;
    expect((await standing(world, id)).status).toMatch(/^(canceled|ended)$/);
    this.foretold = NOTHING;
  }

  private invoices(): Promise<Periodic[]> {
    return invoicesOfLife(this.world, this.id);
  }
}
