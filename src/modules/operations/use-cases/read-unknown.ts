import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { MerchantClock } from '../../merchants/index.js';
import type { UnknownAttemptView } from '../dto/unknown-attempt.response.js';
import { QueueRepository } from '../queue.repository.js';

/** Payments of which nobody knows yet what became of them, and what is done to find out. */
@Injectable()
export class ReadUnknown {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queue: QueueRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, query: PageQuery): Promise<Page<UnknownAttemptView>> {
    return this.uow.read(async (tx) => {
      const page = await this.queue.unknown(tx, merchantId, toPageRequest(query));
      const now = await this.clock.now(tx, merchantId);
      const asked = await this.queue.timesAsked(tx, merchantId, page.rows);
      const names = await this.queue.namesOf(tx, merchantId, page.rows.map((row) => row.chargeId)); // prettier-ignore
      const rows = page.rows.map((attempt) => ({
        id: attempt.id,
        attempt,
        now,
        timesAsked: asked.get(attempt.publicId) ?? 0,
        names: names.get(attempt.chargeId)!,
      }));
      return { rows, nextId: page.nextId };
    });
  }
}
