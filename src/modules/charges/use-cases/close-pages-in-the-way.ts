import { Injectable } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { PagesRepository } from '../pages.repository.js';

/** A customer who just followed the link gets so much time before the saved card is charged instead. */
export const PAGE_HEAD_START_MINUTES = 15;

/**
 * A charge whose time has come while its customer has a page open: the page is closed first, and read when it
 * is. Closing is the sweep's, as of every page that is over; here it is only said when that is.
 */
@Injectable()
export class ClosePagesInTheWay {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly pages: PagesRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly waits: Waits,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    // A test clock is moved at will, so its waits have their full length: see MerchantClock.
    const scale = scope.kind === 'real' ? this.waits.scale : 1;
    const headStartMs = Math.round(PAGE_HEAD_START_MINUTES * 60_000 * scale);
    return this.uow.run(async (tx) => {
      const ended = await this.pages.endInTheWay(tx, scope, now, headStartMs, limit);
      for (const page of ended) {
        await this.lifecycle.tellAttempt(tx, page, 'attempt.page_closing', now, {
          at: page.expiresAt!.toISOString(),
          reason: 'the next step of collecting is due',
        });
      }
      return ended.length;
    });
  }
}
