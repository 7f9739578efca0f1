import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { ChargesRepository } from '../../charges/index.js';
import type { GatewayCallQuery } from '../dto/gateway-call.query.js';
import { type GatewayCallRow, GatewayCallsReader } from '../gateway-calls.repository.js';

/** What Ottu was asked, by whom, and how each call ended. */
@Injectable()
export class ReadGatewayCalls {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly calls: GatewayCallsReader,
    private readonly charges: ChargesRepository,
  ) {}

  list(merchantId: bigint, query: GatewayCallQuery): Promise<Page<GatewayCallRow>> {
    return this.uow.read(async (tx) => {
      const charge =
        query.charge === undefined ? null : await this.charges.findByPublicId(tx, merchantId, query.charge);
      if (query.charge !== undefined && !charge) {
        throw AppError.field('rule_violation', 'charge', `there is no charge ${query.charge}`);
      }
      const filter = { endpoint: query.endpoint ?? null, chargeId: charge?.id ?? null };
      return this.calls.page(tx, merchantId, filter, toPageRequest(query));
    });
  }
}
