import { Injectable, Logger } from '@nestjs/common';
import { type Breaker, record, takeProbe, type Tally } from '../../domain/safeguards/breaker.js';
import type { ChargeAnswer } from '../../gateway/payment-gateway.js';
import { Clock } from '../../platform/clock/clock.js';
import type { TimeScope } from '../../platform/clock/time-scope.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { MerchantClock } from '../merchants/index.js';
import { BreakersRepository } from './breakers.repository.js';
import type { GatewayBreaker } from './gateway-breaker.entity.js';

/** What a process has heard from one gateway and not yet told the row. */
interface Heard extends Tally {
  /** Of a monotonic clock. */
  sinceMs: number;
  /** The next answer is that of a probe. */
  isProbing: boolean;
}

/** Answers are told to the row in bunches: of so many, or so old … */
const MOST_UNTOLD = 50;
const MOST_UNTOLD_MS = 2_000;
/** … and those that are older than a breaker's memory not at all. */
const FORGOTTEN_MS = 300_000;
/** Gateways of one process at once. */
const MOST_HEARD = 10_000;

/**
 * Breakers of all gateways, in rows that all workers share. Silence is written at once, answers in bunches: a
 * gateway that works costs a statement in fifty charges.
 */
@Injectable()
export class GatewayBreakers {
  private readonly logger = new Logger(GatewayBreakers.name);
  private readonly heard = new Map<string, Heard>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly breakers: BreakersRepository,
    private readonly merchantClock: MerchantClock,
    private readonly clock: Clock,
    private readonly events: EventsRepository,
  ) {}

  /** What a charge call came back with. Never throws: the books of the charge matter more than this count. */
  async hear(merchantId: bigint, pgCode: string, answer: ChargeAnswer['kind']): Promise<void> {
    const isAnswer = answer === 'succeeded' || answer === 'declined' || answer === 'refused';
    // What was not sent, or not allowed, says nothing of the gateway.
    if (!isAnswer && answer !== 'unknown') return;
    const heard = this.heardOf(merchantId, pgCode);
    if (isAnswer) Object.assign(heard, { answered: heard.answered + 1, trailing: 0 });
    else Object.assign(heard, { unknown: heard.unknown + 1, trailing: heard.trailing + 1 });
    const isOld = this.clock.monotonicMs() - heard.sinceMs >= MOST_UNTOLD_MS;
    if (isAnswer && !heard.isProbing && !isOld && heard.answered < MOST_UNTOLD) return;
    this.heard.delete(keyOf(merchantId, pgCode));
    try {
      await this.tell(merchantId, pgCode, heard);
    } catch (error) {
      this.logger.warn({ err: error, pg_code: pgCode }, 'The breaker was not told of an answer');
    }
  }

  lockProbesDue(tx: Tx, scope: TimeScope, now: Date, limit: number): Promise<GatewayBreaker[]> {
    return this.breakers.lockProbesDue(tx, scope, now, limit);
  }

  /** A charge that is about to be prepared is the one probe; the breaker is locked. */
  async probeTaken(tx: Tx, breaker: GatewayBreaker, now: Date): Promise<void> {
    const { waitScale } = await this.merchantClock.moment(tx, breaker.merchantId);
    await this.write(tx, breaker, takeProbe(breaker, { now, waitScale }), breaker.reason, now);
    const { merchantId, pgCode } = breaker;
    this.heardOf(merchantId, pgCode).isProbing = true;
    await this.event(tx, merchantId, 'breaker.half_open', now, { pg_code: pgCode });
  }

  private async tell(merchantId: bigint, pgCode: string, tally: Tally): Promise<void> {
    await this.uow.run(async (tx) => {
      const moment = await this.merchantClock.moment(tx, merchantId);
      const { now } = moment;
      const row = await this.breakers.lock(tx, merchantId, pgCode, now);
      const { breaker: after, reason } = record(row, tally, moment);
      if (after === row) return;
      await this.write(tx, row, after, reason, now);
      if (after.state === row.state) return;
      const data = { pg_code: pgCode, ...(after.until && { reason, until: after.until.toISOString() }) };
      await this.event(tx, merchantId, after.until ? 'breaker.opened' : 'breaker.closed', now, data);
    });
  }

  private write(
    tx: Tx,
    row: GatewayBreaker,
    after: Breaker,
    reason: string | null,
    now: Date,
  ): Promise<void> {
    const { state, until, unknownsInRow, minutes } = after;
    const changedAt = state === row.state ? row.changedAt : now;
    const patch = { state, until, unknownsInRow, minutes: [...minutes], reason, changedAt };
    return this.breakers.update(tx, row, patch);
  }

  private event(
    tx: Tx,
    merchantId: bigint,
    type: 'breaker.opened' | 'breaker.half_open' | 'breaker.closed',
    occurredAt: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    return this.events.append(tx, merchantId, { type, customerId: null, subscriptionId: null, occurredAt, data }); // prettier-ignore
  }

  private heardOf(merchantId: bigint, pgCode: string): Heard {
    const key = keyOf(merchantId, pgCode);
    const sinceMs = this.clock.monotonicMs();
    const known = this.heard.get(key);
    if (known && sinceMs - known.sinceMs < FORGOTTEN_MS) return known;
    if (this.heard.size >= MOST_HEARD) this.heard.clear();
    const fresh = { answered: 0, unknown: 0, trailing: 0, sinceMs, isProbing: false };
    this.heard.set(key, fresh);
    return fresh;
  }
}

function keyOf(merchantId: bigint, pgCode: string): string {
  return `${merchantId}/${pgCode}`;
}
