import type { DataSource, Repository } from 'typeorm';
import { LessThanOrEqual } from 'typeorm';
import { Invoice, Payment, Subscription } from './entities.js';
import type { OttuClient } from './ottu-client.js';

const MONTH_MS = 30 * 24 * 3_600_000;

/**
 * Renewals as most NestJS applications write them: what a method under @Cron does. One subscription after
 * the other; entities are loaded, changed and saved; the payment is asked for in between. It is a comparator,
 * not an example: a process that dies after the charge charges again.
 */
export class RenewalsService {
  private readonly subscriptions: Repository<Subscription>;
  private readonly invoices: Repository<Invoice>;
  private readonly payments: Repository<Payment>;

  constructor(
    dataSource: DataSource,
    private readonly ottu: OttuClient,
  ) {
    this.subscriptions = dataSource.getRepository(Subscription);
    this.invoices = dataSource.getRepository(Invoice);
    this.payments = dataSource.getRepository(Payment);
  }

  async handleRenewals(): Promise<number> {
    const due = await this.subscriptions.find({
      where: { status: 'active', nextBillingAt: LessThanOrEqual(new Date()) },
      relations: { customer: true, card: true, plan: true },
    });
    for (const subscription of due) await this.renew(subscription);
    return due.length;
  }

  private async renew(subscription: Subscription): Promise<void> {
    const { plan, customer, card } = subscription;
    const periodStart = subscription.nextBillingAt;
    const periodEnd = new Date(periodStart.getTime() + MONTH_MS);
    const number = `N-${subscription.id}-${periodStart.getTime()}`;
    const invoice = await this.invoices.save(
      this.invoices.create({
        number,
        status: 'open',
        total: plan.amount,
        currency: plan.currency,
        periodStart,
        periodEnd,
        createdAt: new Date(),
        subscription,
        items: [{ description: plan.name, amount: plan.amount }],
      }),
    );
    const payment = await this.payments.save(
      this.payments.create({ orderNo: number, status: 'pending', amount: plan.amount, invoice }),
    );
    const session = await this.ottu.createSession({
      orderNo: payment.orderNo,
      amount: plan.amount,
      currency: plan.currency,
      customerId: String(customer.id),
      agreementId: String(subscription.id),
    });
    payment.sessionId = session.session_id;
    await this.payments.save(payment);
    const result = await this.ottu.charge(session.session_id, card.token);
    payment.status = result.result === 'success' ? 'succeeded' : 'failed';
    payment.reference = result.reference_number;
    await this.payments.save(payment);
    if (payment.status !== 'succeeded') return;
    invoice.status = 'paid';
    invoice.paidAt = new Date();
    await this.invoices.save(invoice);
    subscription.nextBillingAt = periodEnd;
    await this.subscriptions.save(subscription);
  }
}
