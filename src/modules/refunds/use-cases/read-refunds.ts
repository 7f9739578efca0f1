import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import type { ListRefundsQuery } from '../dto/list-refunds.query.js';
import { PaymentFilters } from '../payment-filters.js';
import type { Refund } from '../refund.entity.js';
import { type RefundNames, RefundsRepository } from '../refunds.repository.js';

export interface RefundView {
  id: bigint;
  refund: Refund;
  names: RefundNames;
}

@Injectable()
export class ReadRefunds {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly refunds: RefundsRepository,
    private readonly filters: PaymentFilters,
  ) {}

  get(merchantId: bigint, publicId: string, kind: Refund['kind'] = 'refund'): Promise<RefundView> {
    return this.uow.read(async (tx) => {
      const refund = await this.refunds.findByPublicId(tx, merchantId, publicId);
      if (refund?.kind !== kind) throw AppError.notFound(kind, publicId);
      return this.view(tx, refund);
    });
  }

  list(
    merchantId: bigint,
    query: ListRefundsQuery,
    kind: Refund['kind'] = 'refund',
  ): Promise<Page<RefundView>> {
    return this.uow.read(async (tx) => {
      const { status } = query;
      const about = await this.filters.of(tx, merchantId, query);
      const filter = { ...about, kind, ...(status && { status }) };
      const page = await this.refunds.page(tx, merchantId, filter, toPageRequest(query));
      return { rows: await this.views(tx, merchantId, page.rows), nextId: page.nextId };
    });
  }

  async view(tx: Tx, refund: Refund): Promise<RefundView> {
    return (await this.views(tx, refund.merchantId, [refund]))[0]!;
  }

  private async views(tx: Tx, merchantId: bigint, rows: Refund[]): Promise<RefundView[]> {
    const names = await this.refunds.namesOf(tx, merchantId, rows);
    return rows.map((refund) => ({ id: refund.id, refund, names: names.get(refund.id)! }));
  }
}
