import { Injectable } from '@nestjs/common';
import { amountFits, isOfOneAmount } from '../../domain/agreement/agreement-terms.js';
import { describeMoney, money } from '../../domain/money/money.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { AgreementsRepository } from '../cards/index.js';
import { amountToCollect } from '../invoices/index.js';
import { LeftOfPayment } from '../refunds/index.js';
import type { CreditRows } from './credit-facts.js';
import type { CreditNoteRequest } from './dto/create-credit-note.request.js';
import type { PlannedCredit } from './plan-credit.js';

type Paid = Pick<CreditRows, 'invoice' | 'charge' | 'payment' | 'balanceLeft'>;

/** Whether there is as much as a note gives back, where it would take it. It only reads: preview and issue both ask here. */
@Injectable()
export class CreditSource {
  constructor(
    private readonly leftOf: LeftOfPayment,
    private readonly agreements: AgreementsRepository,
  ) {}

  /** What of the note is given back of the payment; the rest did not come by it. @throws AppError */
  async ofPayment(
    tx: Tx,
    rows: Paid,
    { amountMinor }: PlannedCredit,
    { to }: CreditNoteRequest,
  ): Promise<bigint> {
    const { invoice, payment, balanceLeft } = rows;
    if (to === 'open_amount') {
      await this.refusePartOfOneAmount(tx, rows, amountMinor);
      return 0n;
    }
    const left = payment ? (await this.leftOf.execute(tx, payment)).minor : 0n;
    if (to === 'balance') {
      // What the balance had paid, or came otherwise, goes back first; the rest is given back of the payment.
      const ofPayment = amountMinor > balanceLeft ? amountMinor - balanceLeft : 0n;
      if (ofPayment > left)
        throw tooMuch('amount', balanceLeft + left, invoice.currency, 'was paid and not given back');
      return ofPayment;
    }
    if (payment && amountMinor <= left) return amountMinor;
    const rest = 'is left of the payment by card; the balance can take the rest';
    throw tooMuch('to', left, invoice.currency, rest);
  }

  /** The card is charged the one amount that was agreed to, and no rest of it: collecting would end by the kindness. */
  private async refusePartOfOneAmount(tx: Tx, { invoice, charge }: Paid, amountMinor: bigint): Promise<void> {
    const { merchantId, subscriptionId, currency } = invoice;
    const due = amountToCollect(invoice);
    if (subscriptionId === null || charge?.status !== 'scheduled' || amountMinor >= due) return;
    const agreement = await this.agreements.findBySubscription(tx, merchantId, subscriptionId);
    if (!agreement || !isOfOneAmount(agreement)) return;
    if (amountFits(agreement, due - amountMinor) || !amountFits(agreement, due)) return;
    const all = describeMoney(money(due, currency));
    const message = `must be all that is open, ${all}: the customer agreed to payments of one amount, and the card cannot be charged a rest. A part can be given back once it is paid`;
    throw AppError.field('rule_violation', 'amount', message);
  }
}

function tooMuch(field: string, left: bigint, currency: string, what: string): AppError {
  return AppError.field('rule_violation', field, `only ${describeMoney(money(left, currency))} ${what}`);
}
