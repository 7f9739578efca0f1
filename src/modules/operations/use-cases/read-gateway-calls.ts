import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { ChargesRepository } from '../../charges/index.js';
import { CustomersRepository, gatewayIdOf } from '../../customers/index.js';
import type { GatewayCallQuery } from '../dto/gateway-call.query.js';
import { type GatewayCallRow, GatewayCallsReader } from '../gateway-calls.repository.js';

/** What Ottu was asked, by whom, and how each call ended. */
@Injectable()
export class ReadGatewayCalls {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: GatewayCallsReader,
    private readonly charges: ChargesRepository,
    private readonly customers: CustomersRepository,
  ) {}

  list(merchantId: bigint, query: GatewayCallQuery): Promise<Page<GatewayCallRow>> {
    if (query.charge !== undefined && query.customer !== undefined) throw refused('customer', 'give either charge or customer, and not both'); // prettier-ignore
    return this.uow.read(async (tx) => {
      const filter = {
        endpoint: query.endpoint ?? null,
        chargeId: await this.chargeOf(tx, merchantId, query.charge),
        gatewayCustomerId: await this.customerOf(tx, merchantId, query.customer),
      };
      return this.calls.page(tx, merchantId, filter, toPageRequest(query));
    });
  }

  private async chargeOf(tx: Tx, merchantId: bigint, id: string | undefined): Promise<bigint | null> {
    if (id === undefined) return null;
    const charge = await this.charges.findByPublicId(tx, merchantId, id);
    if (!charge) throw refused('charge', `there is no charge ${id}`);
    return charge.id;
  }

  private async customerOf(tx: Tx, merchantId: bigint, id: string | undefined): Promise<string | null> {
    if (id === undefined) return null;
    const customer = await this.customers.findByPublicId(tx, merchantId, id);
    if (!customer) throw refused('customer', `there is no customer ${id}`);
    return gatewayIdOf(customer);
  }
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
