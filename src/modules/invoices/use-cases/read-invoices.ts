import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { createdRangeOf } from '../../../platform/http/created-query.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { CustomersRepository } from '../../customers/index.js';
import { SubscriptionsRepository } from '../../subscriptions/index.js';
import type { ListInvoicesQuery } from '../dto/list-invoices.query.js';
import type { Invoice } from '../invoice.entity.js';
import type { InvoiceLine } from '../invoice-line.entity.js';
import { type InvoiceFilter, InvoicesRepository } from '../invoices.repository.js';
import type { OutsidePayment } from '../outside-payment.entity.js';
import { OutsidePaymentsRepository } from '../outside-payments.repository.js';

export interface InvoiceView {
  id: bigint;
  invoice: Invoice;
  lines: InvoiceLine[];
  /** What paid it, where that did not come through Ottu. */
  outside: OutsidePayment | null;
  subscriptionPublicId: string | null;
  customerPublicId: string;
}

@Injectable()
export class ReadInvoices {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly outside: OutsidePaymentsRepository,
  ) {}

  async get(merchantId: bigint, publicId: string): Promise<InvoiceView> {
    return this.uow.read(async (tx) => {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, publicId);
      if (!invoice) throw AppError.notFound('invoice', publicId);
      return (await this.views(tx, merchantId, [invoice]))[0]!;
    });
  }

  async list(merchantId: bigint, query: ListInvoicesQuery): Promise<Page<InvoiceView>> {
    return this.uow.read(async (tx) => {
      const filter = await this.filter(tx, merchantId, query);
      const page = await this.invoices.page(tx, merchantId, filter, toPageRequest(query));
      return { rows: await this.views(tx, merchantId, page.rows), nextId: page.nextId };
    });
  }

  private async filter(tx: Tx, merchantId: bigint, query: ListInvoicesQuery): Promise<InvoiceFilter> {
    const filter: InvoiceFilter = { created: createdRangeOf(query) };
    if (query.status) filter.status = query.status;
    if (query.number) filter.number = query.number;
    if (query.overdue) filter.isOverdue = query.overdue === 'true';
    if (query.customer) {
      const customer = await this.customers.findByPublicId(tx, merchantId, query.customer);
      if (!customer)
        throw AppError.field('rule_violation', 'customer', `there is no customer ${query.customer}`);
      filter.customerId = customer.id;
    }
    if (query.subscription) {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, query.subscription);
      if (!subscription) {
        throw AppError.field(
          'rule_violation',
          'subscription',
          `there is no subscription ${query.subscription}`,
        );
      }
      filter.subscriptionId = subscription.id;
    }
    return filter;
  }

  private async views(tx: Tx, merchantId: bigint, rows: Invoice[]): Promise<InvoiceView[]> {
    const lines = await this.invoices.linesOf(tx, merchantId, rows.map((row) => row.id)); // prettier-ignore
    const subscriptions = await this.subscriptions.findByIds(
      tx,
      merchantId,
      distinct(rows, 'subscriptionId'),
    );
    const customers = await this.customers.findByIds(tx, merchantId, distinct(rows, 'customerId'));
    const outside = await this.outside.ofInvoices(tx, merchantId, rows.map((row) => row.id)); // prettier-ignore
    const subscriptionIds = new Map(subscriptions.map((row) => [row.id, row.publicId]));
    const customerIds = new Map(customers.map((row) => [row.id, row.publicId]));
    return rows.map((invoice) => ({
      id: invoice.id,
      invoice,
      lines: lines.filter((line) => line.invoiceId === invoice.id),
      outside: outside.get(invoice.id) ?? null,
      subscriptionPublicId:
        invoice.subscriptionId === null ? null : subscriptionIds.get(invoice.subscriptionId)!,
      customerPublicId: customerIds.get(invoice.customerId)!,
    }));
  }
}

function distinct(rows: Invoice[], key: 'subscriptionId' | 'customerId'): bigint[] {
  return [...new Set(rows.map((row) => row[key]).filter((id) => id !== null))];
}
