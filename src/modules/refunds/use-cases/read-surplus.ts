import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { MerchantClock } from '../../merchants/index.js';
import type { SurplusView } from '../dto/surplus.response.js';
import { SurplusRepository } from '../surplus.repository.js';

/** Money that nobody owed and that is still here, and what is being done about it. */
@Injectable()
export class ReadSurplus {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly surplus: SurplusRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, query: PageQuery): Promise<Page<SurplusView>> {
    return this.uow.read(async (tx) => {
      const page = await this.surplus.open(tx, merchantId, toPageRequest(query));
      const now = await this.clock.now(tx, merchantId);
      return { rows: page.rows.map((row) => ({ id: row.id, row, now })), nextId: page.nextId };
    });
  }
}
