import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { CustomersRepository } from '../../customers/index.js';
import type { BalanceEntry } from '../balance-entry.entity.js';
import { BalancesRepository } from '../balances.repository.js';
import type { BalanceView, EntryView } from '../dto/balance.response.js';

/** What is kept for a customer, and how it came to be so much. */
@Injectable()
export class ReadBalance {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly balances: BalancesRepository,
  ) {}

  execute(merchantId: bigint, customerId: string, query: PageQuery): Promise<BalanceView> {
    return this.uow.read(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, merchantId, customerId);
      if (!customer) throw AppError.notFound('customer', customerId);
      const page = await this.balances.history(tx, merchantId, customer.id, toPageRequest(query));
      return {
        customer: customer.publicId,
        balances: await this.balances.ofCustomer(tx, merchantId, customer.id),
        history: await this.views(tx, merchantId, page),
      };
    });
  }

  private async views(tx: Tx, merchantId: bigint, page: Page<BalanceEntry>): Promise<Page<EntryView>> {
    const names = await this.balances.namesOf(tx, merchantId, page.rows);
    const rows = page.rows.map((entry) => ({
      id: entry.id,
      entry,
      invoice: names.get(entry.id)?.invoice ?? null,
      attempt: names.get(entry.id)?.attempt ?? null,
    }));
    return { rows, nextId: page.nextId };
  }
}
