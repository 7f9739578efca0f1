import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Merchant } from '../../merchants/index.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { MatchLines } from '../match-lines.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import { sightingsOf, untoldSighting } from '../sightings.js';

/** Lines in memory at once, whatever the size of the day. */
const BATCH = 5_000;

/** Holds the lines of a day against our books, and our books against the lines. Repeatable at any time. */
@Injectable()
export class CompareDay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly match: MatchLines,
    private readonly lifecycle: DifferenceLifecycle,
  ) {}

  /** How many differences are new, or open again. */
  async execute(merchant: Merchant, day: ReconciliationDay, now: Date): Promise<number> {
    const madeAt = new Date(day.file!.made_at);
    const isLive = merchant.mode === 'live';
    let fresh = 0;
    for (let after = 0, more = true; more;) {
      const { matched, untold } = await this.uow.read(async (tx) => {
        const matched = await this.match.matched(tx, day, after, BATCH);
        return { matched, untold: await this.match.untoldRefunds(tx, day, matched) };
      });
      const sightings = matched.flatMap((one) => sightingsOf(one, isLive, madeAt));
      sightings.push(...untold.map(untoldSighting));
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, sightings, now));
      after = matched.at(-1)?.n ?? after;
      more = matched.length === BATCH;
    }
    for (let after = 0n, more = true; more;) {
      const { paid, untold } = await this.uow.read((tx) => this.match.untold(tx, day, after, BATCH));
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, untold.map(untoldSighting), now));
      after = paid.at(-1)?.attemptId ?? after;
      more = paid.length === BATCH;
    }
    for (let closed = BATCH; closed === BATCH;) {
      closed = await this.uow.run((tx) => this.lifecycle.closeUnseen(tx, day, now, BATCH));
    }
    return fresh;
  }
}
