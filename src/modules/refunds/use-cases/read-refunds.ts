import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { ChargesRepository } from '../../charges/index.js';
import { CustomersRepository } from '../../customers/index.js';
import type { ListRefundsQuery } from '../dto/list-refunds.query.js';
import type { Refund } from '../refund.entity.js';
import { type RefundFilter, type RefundNames, RefundsRepository } from '../refunds.repository.js';

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
    private readonly charges: ChargesRepository,
    private readonly customers: CustomersRepository,
  ) {}

  get(merchantId: bigint, publicId: string, kind: Refund['kind'] = 'refund'): Promise<RefundView> {
    return this.uow.read(async (tx) => {
      const refund = await this.refunds.findByPublicId(tx, merchantId, publicId);
      if (refund?.kind !== kind) throw AppError.notFound(kind, publicId);
      return this.view(tx, refund);
    });
  }

  list(merchantId: bigint, query: ListRefundsQuery): Promise<Page<RefundView>> {
    return this.uow.read(async (tx) => {
      const page = await this.refunds.page(
        tx,
        merchantId,
        await this.filter(tx, merchantId, query),
        toPageRequest(query),
      );
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

  private async filter(tx: Tx, merchantId: bigint, query: ListRefundsQuery): Promise<RefundFilter> {
    const filter: RefundFilter = { kind: 'refund' };
    if (query.status) filter.status = query.status;
    if (query.charge) {
      const charge = await this.charges.findByPublicId(tx, merchantId, query.charge);
      if (!charge) throw AppError.field('rule_violation', 'charge', `there is no charge ${query.charge}`);
      filter.chargeId = charge.id;
    }
    if (query.customer) {
      const customer = await this.customers.findByPublicId(tx, merchantId, query.customer);
      if (!customer)
        throw AppError.field('rule_violation', 'customer', `there is no customer ${query.customer}`);
      filter.customerId = customer.id;
    }
    return filter;
  }
}
