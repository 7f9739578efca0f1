import { drawIdsFrom } from '../../src/platform/ids/type-id.js';
import { Chance } from '../support/chance.js';
import { Actor, actAs, insideStep } from './actor.js';
import { EventLog } from './event-log.js';
import { Operator } from './operator.js';
import { Pacemaker } from './pacemaker.js';
import { Post } from './post.js';
import { Scheduler } from './scheduler.js';
import { SeededEntropy } from './seeded-entropy.js';
import { raise, type Stage } from './stage.js';
import { drawSwarm, type FaultClass, type Swarm } from './swarm.js';
import { Troubles } from './troubles.js';
import { Violation, Watch } from './watch.js';
import { Workers } from './workers.js';

const BEGIN = Date.parse('2027-01-10T06:00:00Z');
const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** How soon ticks notice what is due when nothing is wrong. */
const CALM_LAG_MS = 60_000;
const SMALL_HOP_MS = 2_000;
/** Longer than all waits of the protocol together. */
const LEAST_REST_MS = 12 * DAY_MS;
const MOST_REST_MS = 60 * DAY_MS;
const OPERATOR_EVERY_MS = 3 * DAY_MS;

export interface SeedOptions {
  seed: number;
  years: number;
  subscriptions: number;
  /** Only these faults, at full strength. */
  faults?: FaultClass[];
  logFile?: string;
}

export interface SeedResult {
  seed: number;
  digest: string;
  steps: number;
  subscriptionYears: number;
  charges: number;
  payments: number;
  faults: Map<string, number>;
  violation: string | null;
  violatedAt: number;
  tail: string[];
  swarm: Swarm;
}

/** One seed: a world, years of trouble in it, and then the proof that all comes to rest as it should. */
export class Simulation {
  private readonly chance: Chance;
  private readonly swarm: Swarm;
  private readonly troubles: Troubles;
  private readonly scheduler: Scheduler;
  private readonly log: EventLog;
  private readonly watch = new Watch(() => this.stage.engine);
  private readonly customers = new Actor('customers', false);
  private readonly outside = { actor: new Actor('observer', false), task: 'looks', isInStep: true };
  private readonly end: number;
  private stage!: Stage;
  private workers!: Workers;
  private pacemaker!: Pacemaker;
  private errorsBeforeCalm = 0;

  constructor(private readonly options: SeedOptions) {
    this.chance = new Chance(String(options.seed), 'simulation');
    this.swarm = drawSwarm(this.chance.named('swarm'), options.subscriptions, options.faults);
    this.troubles = new Troubles(this.swarm, this.chance.named('troubles'));
    this.end = BEGIN + options.years * YEAR_MS;
    this.scheduler = new Scheduler(
      BEGIN,
      this.chance.named('schedule'),
      () => this.log,
      (actor) => this.troubles.fateOf(actor),
      (actor) => this.workers.died(actor),
    );
    this.log = new EventLog(() => this.scheduler.now, options.logFile);
    drawIdsFrom(new SeededEntropy(this.chance.named('ids'), () => this.scheduler.now));
  }

  async run(): Promise<SeedResult> {
    const { swarm, scheduler, troubles, chance } = this;
    const post = new Post(scheduler, troubles, chance.named('post'), () => this.stage.front);
    this.stage = await raise({
      swarm,
      chance,
      scheduler,
      troubles,
      onWebhook: (webhook) => post.take(webhook),
      onCharge: (charge) => this.watch.seen(charge),
    });
    try {
      const violation = await this.live().then(
        () => null,
        (error: Error) => (error instanceof Violation ? error.message : (error.stack ?? error.message)),
      );
      return await this.result(violation);
    } finally {
      scheduler.end();
      await this.stage.strike();
    }
  }

  private async live(): Promise<void> {
    const { scheduler, chance, swarm } = this;
    const isSkewed = () => this.troubles.strikes('skew', 1);
    const { engine, shops, merchants } = this.stage;
    const named = chance.named('workers');
    this.workers = new Workers(engine, scheduler, named, this.log, merchants, swarm.workers, isSkewed);
    this.pacemaker = new Pacemaker(engine, scheduler, this.workers, this.log);
    await this.safety();
    await this.liveness(new Operator(engine, shops));
  }

  /** Whatever happens, nothing happens that must not. */
  private async safety(): Promise<void> {
    const { scheduler, stage } = this;
    this.troubles.isCalm = true;
    let isOpen = false;
    scheduler.start(this.customers, 'opens the shops', async () => {
      for (const shop of stage.shops) await shop.open();
      isOpen = true;
    });
    await scheduler.run(() => isOpen);
    this.troubles.isCalm = false;
    await this.setBanks();
    this.workers.fill();
    this.planCrowds();
    this.startOperator(new Operator(stage.engine, stage.shops), () => OPERATOR_EVERY_MS);
    await scheduler.run(() => this.atInstant(() => scheduler.now >= this.end));
    await insideStep(this.outside, () => this.watch.auditMoney());
  }

  /** No more trouble: now everything must come to its end. */
  private async liveness(operator: Operator): Promise<void> {
    const { scheduler, stage } = this;
    this.log.add('CALM');
    this.troubles.isCalm = true;
    stage.front.skewMs = 0;
    this.errorsBeforeCalm = stage.engine.errors.length;
    await this.setBanks();
    this.workers.calm();
    this.startOperator(operator, () => DAY_MS / 8);
    let remains: string[] = ['not asked yet'];
    await scheduler.run(() =>
      this.atInstant(async () => {
        const rested = scheduler.now - this.end;
        if (rested < LEAST_REST_MS) return false;
        if (rested < MOST_REST_MS && (await this.isAnythingOpen())) return false;
        remains = await this.watch.atRest(stage.shops);
        return remains.length === 0 || rested >= MOST_REST_MS;
      }),
    );
    const errors = stage.engine.errors.slice(this.errorsBeforeCalm);
    if (errors.length > 0) remains.push(`logged as an error though nothing was wrong: ${errors[0]}`);
    if (remains.length > 0) throw new Violation(`does not come to rest:\n${remains.join('\n')}`);
  }

  /** When nothing more can happen at this instant: looks whether all is well, and what is due next. */
  private atInstant(isOver: () => boolean | Promise<boolean>): Promise<boolean> {
    return insideStep(this.outside, async () => {
      await this.watch.check();
      const next = this.scheduler.nextAt;
      if (next !== null && next - this.scheduler.now < SMALL_HOP_MS) return false;
      for (const platform of this.stage.platforms) await platform.show(this.scheduler.now);
      if (await isOver()) return true;
      await this.stage.housekeeping.afterSteps(this.log.steps);
      await this.pacemaker.plan(this.troubles.isCalm ? CALM_LAG_MS : this.swarm.lagMs);
      return false;
    });
  }

  private async isAnythingOpen(): Promise<boolean> {
    const [row] = await this.stage.engine.sql<{ open: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM attempts WHERE status IN ('prepared', 'sent', 'unknown', 'fenced', 'manual'))
         OR EXISTS (SELECT 1 FROM charges WHERE status IN ('processing', 'blocked'))
         OR EXISTS (SELECT 1 FROM refunds WHERE status NOT IN ('succeeded', 'rejected'))
         OR EXISTS (SELECT 1 FROM subscriptions WHERE cancel_requested_at IS NOT NULL) AS open`,
    );
    return row!.open;
  }

  /** Each crowd at its moment, its people within minutes of each other; the first at once. */
  private planCrowds(): void {
    const chance = this.chance.named('crowds');
    const { subscriptions, crowds } = this.swarm;
    const begins = Array.from({ length: crowds }, (_, i) =>
      Math.round(BEGIN + (i === 0 ? 1_000 : chance.between(0, 0.5) * (this.end - BEGIN))),
    );
    for (let i = 0; i < subscriptions; i++) {
      const shop = chance.pick(this.stage.shops);
      const at = begins[i % crowds]! + chance.whole(0, 120_000);
      this.scheduler.plan(at, this.customers, 'comes', () =>
        actAs(this.customers, 'shops', () => void shop.serve(this.end)),
      );
    }
  }

  private startOperator(operator: Operator, every: () => number): void {
    const actor = new Actor('operator', false);
    this.scheduler.start(actor, 'looks', async () => {
      for (;;) {
        await this.scheduler.sleep(every());
        await operator.look((work) => this.scheduler.step('reads what waits', work));
      }
    });
  }

  private async setBanks(): Promise<void> {
    const strength = (fault: 'declines' | 'late answers') =>
      this.troubles.isCalm ? 0 : (this.swarm.faults.get(fault) ?? 0);
    for (const platform of this.stage.platforms) {
      await platform.setBanks(strength('declines'), strength('late answers'), this.chance.named('banks'));
    }
  }

  private async result(violation: string | null): Promise<SeedResult> {
    const { engine } = this.stage;
    const [violatedAt, tail] = [this.log.steps, this.log.lastLines(40)];
    for (const { told } of await engine.sql<{ told: string }>(
      `SELECT type || ' ' || occurred_at || ' ' || data AS told FROM events ORDER BY id`,
    )) {
      this.log.add(told);
    }
    const [row] = await engine.sql<{ years: number; charges: number }>(
      `SELECT (SELECT coalesce(sum(extract(epoch FROM least(coalesce(ended_at, now()), $1) - created_at)), 0)::float8
                 / 31557600 FROM subscriptions WHERE current_period_start IS NOT NULL) AS years,
         (SELECT count(*)::integer FROM attempts) AS charges`,
      [new Date(this.end)],
    );
    return {
      seed: this.options.seed,
      digest: this.log.digest(),
      steps: this.log.steps,
      subscriptionYears: row!.years,
      charges: row!.charges,
      payments: this.watch.charges,
      faults: this.troubles.counts,
      violation,
      violatedAt,
      tail,
      swarm: this.swarm,
    };
  }
}
