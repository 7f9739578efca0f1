import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { MerchantClock } from '../../merchants/index.js';
import { AuthorizationsRepository } from '../authorizations.repository.js';
import type { AuthorizationView } from '../dto/authorization.response.js';

/** Payments that banks hold and that wait for the merchant's word. */
@Injectable()
export class ReadAuthorizations {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly authorizations: AuthorizationsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, query: PageQuery): Promise<Page<AuthorizationView>> {
    return this.uow.read(async (tx) => {
      const { rows, nextId } = await this.authorizations.open(tx, merchantId, toPageRequest(query));
      const now = await this.clock.now(tx, merchantId);
      return { rows: rows.map((row) => ({ id: row.id, row, now })), nextId };
    });
  }
}
