import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { PaymentFilters } from '../../refunds/index.js';
import type { Chargeback } from '../chargeback.entity.js';
import { type ChargebackNames, ChargebacksRepository } from '../chargebacks.repository.js';
import type { ListChargebacksQuery } from '../dto/list-chargebacks.query.js';

export interface ChargebackView {
  id: bigint;
  chargeback: Chargeback;
  names: ChargebackNames;
}

@Injectable()
export class ReadChargebacks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly chargebacks: ChargebacksRepository,
    private readonly filters: PaymentFilters,
  ) {}

  get(merchantId: bigint, publicId: string): Promise<ChargebackView> {
    return this.uow.read(async (tx) => {
      const found = await this.chargebacks.findByPublicId(tx, merchantId, publicId);
      if (!found) throw AppError.notFound('chargeback', publicId);
      return this.view(tx, found);
    });
  }

  list(merchantId: bigint, query: ListChargebacksQuery): Promise<Page<ChargebackView>> {
    return this.uow.read(async (tx) => {
      const { status } = query;
      const filter = { ...(await this.filters.of(tx, merchantId, query)), ...(status && { status }) };
      const { rows, nextId } = await this.chargebacks.page(tx, merchantId, filter, toPageRequest(query));
      return { rows: await this.views(tx, merchantId, rows), nextId };
    });
  }

  async view(tx: Tx, row: Chargeback): Promise<ChargebackView> {
    return (await this.views(tx, row.merchantId, [row]))[0]!;
  }

  private async views(tx: Tx, merchantId: bigint, rows: Chargeback[]): Promise<ChargebackView[]> {
    const names = await this.chargebacks.namesOf(tx, merchantId, rows);
    return rows.map((chargeback) => ({ id: chargeback.id, chargeback, names: names.get(chargeback.id)! }));
  }
}
