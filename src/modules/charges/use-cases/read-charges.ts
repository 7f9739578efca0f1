import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { CustomersRepository } from '../../customers/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { type ChargeFilter, chargePage } from '../charge-pages.repository.js';
import { ChargesRepository } from '../charges.repository.js';
import type { ListChargesQuery } from '../dto/list-charges.query.js';

export interface ChargeView {
  id: bigint;
  charge: Charge;
  attempts: Attempt[];
  invoicePublicId: string;
  customerPublicId: string;
  subscriptionPublicId: string | null;
}

@Injectable()
export class ReadCharges {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
  ) {}

  async get(merchantId: bigint, publicId: string): Promise<ChargeView> {
    return this.uow.read(async (tx) => {
      const charge = await this.charges.findByPublicId(tx, merchantId, publicId);
      if (!charge) throw AppError.notFound('charge', publicId);
      return (await this.views(tx, merchantId, [charge]))[0]!;
    });
  }

  async list(merchantId: bigint, query: ListChargesQuery): Promise<Page<ChargeView>> {
    return this.uow.read(async (tx) => {
      const filter = await this.filter(tx, merchantId, query);
      const page = await chargePage(tx, merchantId, filter, toPageRequest(query));
      return { rows: await this.views(tx, merchantId, page.rows), nextId: page.nextId };
    });
  }

  private async filter(tx: Tx, merchantId: bigint, query: ListChargesQuery): Promise<ChargeFilter> {
    const filter: ChargeFilter = {};
    if (query.status) filter.status = query.status;
    if (query.customer) {
      const found = await this.customers.findByPublicId(tx, merchantId, query.customer);
      if (!found)
        throw AppError.field('rule_violation', 'customer', `there is no customer ${query.customer}`);
      filter.customerId = found.id;
    }
    if (query.invoice) {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, query.invoice);
      if (!invoice) throw AppError.field('rule_violation', 'invoice', `there is no invoice ${query.invoice}`);
      filter.invoiceId = invoice.id;
    }
    if (query.subscription) {
      const found = await this.subscriptions.findByPublicId(tx, merchantId, query.subscription);
      if (!found)
        throw AppError.field(
          'rule_violation',
          'subscription',
          `there is no subscription ${query.subscription}`,
        );
      filter.subscriptionId = found.id;
    }
    return filter;
  }

  private async views(tx: Tx, merchantId: bigint, rows: Charge[]): Promise<ChargeView[]> {
    const attempts = await this.attempts.ofCharges(tx, merchantId, rows.map((row) => row.id)); // prettier-ignore
    const invoices = await this.invoices.findByIds(tx, merchantId, [
      ...new Set(rows.map((row) => row.invoiceId)),
    ]);
    const subscriptions = await this.subscriptions.findByIds(tx, merchantId, [
      ...new Set(rows.flatMap(({ subscriptionId }) => (subscriptionId === null ? [] : [subscriptionId]))),
    ]);
    const customers = await this.customers.findByIds(tx, merchantId, [
      ...new Set(rows.map((row) => row.customerId)),
    ]);
    const customerIds = new Map(customers.map((row) => [row.id, row.publicId]));
    const invoiceIds = new Map(invoices.map((row) => [row.id, row.publicId]));
    const subscriptionIds = new Map(subscriptions.map((row) => [row.id, row.publicId]));
    return rows.map((charge) => ({
      id: charge.id,
      charge,
      attempts: attempts.filter((attempt) => attempt.chargeId === charge.id),
      invoicePublicId: invoiceIds.get(charge.invoiceId)!,
      customerPublicId: customerIds.get(charge.customerId)!,
      subscriptionPublicId:
        charge.subscriptionId === null ? null : subscriptionIds.get(charge.subscriptionId)!,
    }));
  }
}
