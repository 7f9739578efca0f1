import { Injectable, Logger } from '@nestjs/common';
import { decidePayPage } from '../../../domain/charge/pay-page.js';
import { formatAmount, money } from '../../../domain/money/money.js';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { RateLimiter } from '../../../platform/http/rate-limiter.js';
import {
  amountOfAttempt,
  type Attempt,
  AttemptContext,
  AttemptSession,
  AttemptsRepository,
  judgeLook,
  SettleCharge,
} from '../../charges/index.js';
import { type Customer, CustomersRepository } from '../../customers/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { type Merchant, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { CustomerLinks } from '../customer-links.js';
import type { Link } from '../link.entity.js';
import type { Followed, NoticePage } from '../pages/notice-page.js';
import type { Notice } from '../pages/texts.js';
import { PayPageReader, type PayPageRows } from '../pay-page-reader.js';
import { FirstPayment } from './first-payment.js';
import { OpenInvoicePage } from './open-invoice-page.js';

const MOST_A_MINUTE = 60;
const MINUTE_MS = 60_000;
/** The second look sees what the first one settled. */
const MOST_LOOKS = 2;

/** A customer follows the link of an invoice: led to the one session that is payable now, or told why none is. */
@Injectable()
export class FollowPayLink {
  private readonly logger = new Logger(FollowPayLink.name);
  private readonly limiter = new RateLimiter(MOST_A_MINUTE, MINUTE_MS);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: AttemptSession,
    private readonly links: CustomerLinks,
    private readonly merchants: MerchantsRepository,
    private readonly customers: CustomersRepository,
    private readonly invoices: InvoicesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly contexts: AttemptContext,
    private readonly clock: MerchantClock,
    private readonly realTime: Clock,
    private readonly pages: PayPageReader,
    private readonly openPage: OpenInvoicePage,
    private readonly firstPayment: FirstPayment,
    private readonly settle: SettleCharge,
  ) {}

  async execute(token: string): Promise<Followed> {
    const link = await this.links.find('pay', token);
    if (link === null) return { notice: 'unknown', language: null };
    if (!this.limiter.take(String(link.id), this.realTime.monotonicMs())) {
      return { notice: 'too_many', language: null };
    }
    for (let look = 1; look <= MOST_LOOKS; look++) {
      const rows = await this.read(link);
      const found = await this.guarded(rows, token);
      if (typeof found !== 'string') return found;
      if (found !== 'settled' || look === MOST_LOOKS) return this.show(rows, asNotice(found));
    }
    throw new Error('unreachable: the last look answers');
  }

  private read(link: Link): Promise<PayPageRows> {
    return this.uow.read(async (tx) => {
      const [invoice] = await this.invoices.findByIds(tx, link.merchantId, [link.invoiceId!]);
      return this.pages.read(tx, invoice!, await this.clock.now(tx, link.merchantId));
    });
  }

  /** Whatever goes wrong, the customer gets a page that says that nothing was paid, in their language. */
  private async guarded(rows: PayPageRows, token: string): Promise<Followed | Notice | 'settled'> {
    try {
      return await this.lead(rows, token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') return 'opening';
      this.logger.warn({ err: error, invoice_id: rows.invoice.publicId }, 'A page could not be opened');
      return 'unavailable';
    }
  }

  private async lead(rows: PayPageRows, token: string): Promise<Followed | Notice | 'settled'> {
    const page = decidePayPage(rows.facts);
    switch (page) {
      case 'first_payment':
        return { redirectTo: (await this.firstPayment.open(rows.subscription!)).url };
      case 'pay':
        return this.lookAtPage(rows.open!);
      case 'open': {
        const opened = await this.openPage.execute(rows.invoice, this.links.addressOf('pay', token));
        if ('url' in opened) return { redirectTo: opened.url };
        // Another click or the clock was here in between, or an earlier session turned out to be paid.
        return opened.page === 'pay' || opened.page === 'checking' ? 'settled' : asNotice(opened.page);
      }
      default:
        return page;
    }
  }

  /**
   * A customer who comes back may have paid a moment ago, and the webhook about it may be late or lost. Led to
   * the paid session again, they would be sent back here by it, and so on for ever.
   */
  private async lookAtPage(attempt: Attempt): Promise<Followed | Notice | 'settled'> {
    const { account } = await this.contexts.of(attempt);
    const look = await this.sessions.read(attempt, account);
    const verdict = judgeLook(look, { orderNo: attempt.orderNo, amount: amountOfAttempt(attempt) });
    switch (verdict.kind) {
      case 'paid':
        await this.settle.execute(attempt, { kind: 'succeeded', payment: verdict.payment }, 'look');
        return 'settled';
      case 'under_way':
        return verdict.isPending ? 'checking' : { redirectTo: attempt.checkoutUrl! };
      case 'closed':
      case 'held':
      case 'voided':
      case 'contradiction':
        return this.checking(attempt);
      case 'unreadable':
        return verdict.saysPaid ? this.checking(attempt) : { redirectTo: attempt.checkoutUrl! };
      case 'untouched':
        return { redirectTo: attempt.checkoutUrl! };
    }
  }

  private async checking({ merchantId, id }: Attempt): Promise<Notice> {
    await this.uow.read(async (tx) =>
      this.attempts.hint(tx, merchantId, id, await this.clock.now(tx, merchantId)),
    );
    return 'checking';
  }

  private async show({ invoice, subscription }: PayPageRows, notice: Notice): Promise<NoticePage> {
    const [merchant, customer] = await this.uow.read(async (tx): Promise<[Merchant, Customer]> => [
      (await this.merchants.findById(tx, invoice.merchantId))!,
      (await this.customers.findById(tx, invoice.merchantId, invoice.customerId))!,
    ]);
    const { number, currency, totalMinor, paidAt } = invoice;
    return {
      notice,
      language: customer.language,
      merchantName: merchant.name,
      ...(paidAt && {
        receipt: {
          number,
          amount: `${formatAmount(money(totalMinor, currency))} ${currency}`,
          paidOn: localDateOf(paidAt, subscription?.timeZone ?? customer.timeZone),
        },
      }),
    };
  }
}

/** What cannot be led on after the last look is being checked. */
function asNotice(found: Notice | 'settled' | 'open' | 'pay' | 'first_payment'): Notice {
  return found === 'settled' || found === 'open' || found === 'pay' || found === 'first_payment'
    ? 'checking'
    : found;
}
