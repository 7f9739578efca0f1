import { Injectable } from '@nestjs/common';
import { EDGE_MINUTES } from '../../../domain/day-report/day-states.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Merchant } from '../../merchants/index.js';
import { DifferenceLifecycle } from '../difference-lifecycle.js';
import { MatchLines } from '../match-lines.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import { sightingsOf, untoldSighting } from '../sightings.js';
import { AskAboutLate } from './ask-about-late.js';
import { dayAfter } from './fetch-file.js';

/** Lines in memory at once, whatever the size of the day. */
const BATCH = 5_000;

/** Holds the lines of a day against our books, and our books against the lines. Repeatable at any time. */
@Injectable()
export class CompareDay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly match: MatchLines,
    private readonly lifecycle: DifferenceLifecycle,
    private readonly askAboutLate: AskAboutLate,
  ) {}

  /** How many differences are new, or open again. */
  async execute(merchant: Merchant, day: ReconciliationDay, now: Date): Promise<number> {
    const madeAt = new Date(day.file!.made_at);
    const isLive = merchant.mode === 'live';
    const dayEndsAt = new Date(Date.parse(`${dayAfter(day.day, 1)}T00:00:00Z`) - EDGE_MINUTES * 60_000);
    let fresh = 0;
    for (let after = 0, more = true; more;) {
      const matched = await this.uow.read((tx) => this.match.matched(tx, day, after, BATCH));
      const file = { isLive, fileMadeAt: madeAt, dayEndsAt };
      const sightings = matched.flatMap((one) => sightingsOf(one, file));
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
    for (let after = 0n, more = true; more;) {
      const { made, untold } = await this.uow.read((tx) =>
        this.match.untoldOperations(tx, day, after, BATCH),
      );
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, untold.map(untoldSighting), now));
      after = made.at(-1)?.refundId ?? after;
      more = made.length === BATCH;
    }
    fresh += await this.late(merchant, day, now);
    for (let closed = BATCH; closed === BATCH;) {
      closed = await this.uow.run((tx) => this.lifecycle.closeUnseen(tx, day, now, BATCH));
    }
    return fresh;
  }

  /** What no line tells of is asked about first, and is a difference only when the platform does not vouch for it. */
  private async late(merchant: Merchant, day: ReconciliationDay, now: Date): Promise<number> {
    let fresh = 0;
    for (let after = 0n, more = true; more;) {
      const { late, untold } = await this.uow.read((tx) => this.match.untoldLate(tx, day, after, BATCH));
      const unproven = await this.askAboutLate.unproven(merchant, untold);
      fresh += await this.uow.run((tx) => this.lifecycle.see(tx, day, unproven.map(untoldSighting), now));
      after = late.at(-1)?.attemptId ?? after;
      more = late.length === BATCH;
    }
    return fresh;
  }
}
