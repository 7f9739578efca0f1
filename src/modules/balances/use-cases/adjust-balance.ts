import { Injectable } from '@nestjs/common';
import { describeMoney, isZero, money } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { readAmount } from '../../../platform/http/read-amount.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { type Customer, CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { BalanceBook } from '../balance-book.js';
import type { BalanceEntry } from '../balance-entry.entity.js';
import { BalancesRepository } from '../balances.repository.js';
import type { AdjustBalanceRequest } from '../dto/adjust-balance.request.js';
import type { EntryView } from '../dto/balance.response.js';

/** A person gives a customer something, or takes it back. Once for a key, however often it is sent. */
@Injectable()
export class AdjustBalance {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly balances: BalancesRepository,
    private readonly book: BalanceBook,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    principal: Principal,
    customerId: string,
    request: AdjustBalanceRequest,
    key: string,
  ): Promise<EntryView> {
    const amount = readAmount(request.amount, request.currency, 'amount');
    if (isZero(amount)) throw AppError.field('rule_violation', 'amount', 'must be more than nothing');
    const minor = request.direction === 'credit' ? amount.minor : -amount.minor;
    return this.uow.run(async (tx) => {
      const customer = await this.customers.findByPublicId(tx, principal.merchantId, customerId);
      if (!customer) throw AppError.notFound('customer', customerId);
      const entry = await this.adjust(tx, principal, customer, request, minor, key);
      return { id: entry.id, entry, invoice: null, attempt: null };
    });
  }

  private async adjust(
    tx: Tx,
    { merchantId, keyId }: Principal,
    customer: Customer,
    { currency, reason }: AdjustBalanceRequest,
    amountMinor: bigint,
    idempotencyKey: string,
  ): Promise<BalanceEntry> {
    const at = await this.clock.now(tx, merchantId);
    const row = await this.balances.lock(tx, merchantId, customer.id, currency, at);
    const before = await this.balances.findByIdempotencyKey(tx, merchantId, idempotencyKey);
    if (before) {
      const { customerId, reason: given } = before;
      const isSame = customerId === customer.id && before.currency === currency && given === reason;
      refuseOtherUse(before, isSame && before.amountMinor === amountMinor);
      return before;
    }
    if (row.balanceMinor + amountMinor < 0n) {
      const left = describeMoney(money(row.balanceMinor, currency));
      throw AppError.field('rule_violation', 'amount', `must be at most the balance, which is ${left}`);
    }
    const move = { kind: 'adjustment', amountMinor, occurredAt: at, reason } as const;
    return this.book.write(tx, row, { ...move, apiKeyId: keyId, idempotencyKey });
  }
}
