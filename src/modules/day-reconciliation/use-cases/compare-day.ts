import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Merchant } from '../../merchants/index.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { LinesRepository, type Untold } from '../lines.repository.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import { sightingsOf, untoldSighting } from '../sightings.js';

/** Lines in memory at once, whatever the size of the day. */
const BATCH = 5_000;

/** Holds the lines of a day against our books, and our books against the lines. Repeatable at any time. */
@Injectable()
export class CompareDay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly lines: LinesRepository,
    private readonly lifecycle: DifferenceLifecycle,
  ) {}

  /** How many differences are new, or open again. */
  async execute(merchant: Merchant, day: ReconciliationDay, now: Date): Promise<number> {
    const madeAt = new Date(day.file!.made_at);
    const isLive = merchant.mode === 'live';
    let fresh = 0;
    for (let after = 0, more = true; more;) {
      const matched = await this.uow.read((tx) => this.lines.matched(tx, day, after, BATCH));
      const sightings = matched.flatMap((one) => sightingsOf(one, isLive, madeAt));
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, sightings, now));
      after = matched.at(-1)?.n ?? after;
      more = matched.length === BATCH;
    }
    fresh += await this.all(day, now, (tx, after) => this.lines.untold(tx, day, after, BATCH));
    fresh += await this.all(day, now, (tx, after) => this.lines.untoldRefunds(tx, day, after, BATCH));
    for (let closed = BATCH; closed === BATCH;) {
      closed = await this.uow.run((tx) => this.lifecycle.closeUnseen(tx, day, now, BATCH));
    }
    return fresh;
  }

  private async all(
    day: ReconciliationDay,
    now: Date,
    read: (tx: Tx, after: bigint) => Promise<Untold[]>,
  ): Promise<number> {
    let fresh = 0;
    for (let after = 0n, more = true; more;) {
      const untold = await this.uow.read((tx) => read(tx, after));
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, untold.map(untoldSighting), now));
      const last = untold.at(-1);
      after = last?.refundId ?? last?.attemptId ?? after;
      more = untold.length === BATCH;
    }
    return fresh;
  }
}
