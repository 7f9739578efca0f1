import { Injectable } from '@nestjs/common';
import { type GatewayOperation, whyGatewayCannot } from '../../domain/refund/gateway-operations.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Attempt } from '../charges/index.js';
import { PaymentMethodsRepository } from '../payment-methods/index.js';

/** Refuses what a person asks for and the payment's gateway cannot do, while nothing is written down or sent. */
@Injectable()
export class GatewayAbility {
  constructor(private readonly methods: PaymentMethodsRepository) {}

  /** @param isOverridden the person knows better: it is sent, and Ottu's answer is what counts */
  async require(
    tx: Tx,
    { merchantId, pgCode, currency, payerCurrency }: Attempt,
    operation: GatewayOperation,
    isOverridden: boolean | undefined,
  ): Promise<void> {
    if (isOverridden === true) return;
    if (operation !== 'void' && payerCurrency !== null && payerCurrency !== currency) {
      throw AppError.field(
        'paid_in_other_currency',
        'override_gateway',
        `the payer was charged in ${payerCurrency}, and Ottu makes no ${operation} of what was converted; set it to true to have it sent all the same`,
      );
    }
    const listed = await this.methods.lastListed(tx, merchantId, pgCode);
    const known = {
      pgCode,
      processor: listed?.processor ?? null,
      // A list that was kept before this was read does not say.
      operations: listed?.operations ?? null,
    };
    const reason = whyGatewayCannot(operation, known);
    if (reason === null) return;
    throw AppError.field(
      'gateway_cannot',
      'override_gateway',
      `${reason}; set it to true to have it sent all the same`,
    );
  }
}
