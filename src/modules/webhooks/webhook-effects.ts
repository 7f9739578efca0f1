import { Injectable } from '@nestjs/common';
import { isOpenAttempt } from '../../domain/charge/attempt-states.js';
import { PaymentGateway, type WebhookReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Writes } from '../../platform/database/writes.js';
import { type Attempt, AttemptsRepository, lacksItsCard } from '../charges/index.js';
import { CardSetupsRepository } from '../checkout/index.js';
import { EventsRepository } from '../events/index.js';
import { MerchantClock } from '../merchants/index.js';
import { RefundLooksRepository, RefundsRepository } from '../refunds/index.js';
import type { InboundWebhook } from './inbound-webhook.entity.js';
import { type Message, type Named, NamedPayments, type Told } from './named-payments.js';
import type { LeftOut } from './webhook-floods.repository.js';

export type Effect = Pick<InboundWebhook, 'status' | 'reason' | 'attemptId'>;

/** A message about a payment of ours; of a look after many only what it would be about. */
interface AboutPayment {
  attempt: Attempt;
  told: Pick<Told, 'about'>;
  at: Date;
}

/**
 * What genuine messages may do, whoever brings them: Ottu, the clock with one that matched nothing before, or a person
 * who replays it. A webhook is a hint: it has the payment that it names asked about at once, and no more. Hundreds a
 * second come while renewals run, so they are taken in batches, in a statement a table.
 */
@Injectable()
export class WebhookEffects {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly named: NamedPayments,
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly looks: RefundLooksRepository,
    private readonly refunds: RefundsRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  read(
    kind: InboundWebhook['kind'],
    keys: readonly string[],
    body: Buffer,
  ): Told | { about: 'nothing'; reading: Exclude<WebhookReading, { kind: 'verified' }> } {
    if (kind === 'payment') {
      const reading = this.gateway.readPaymentWebhook(keys, body);
      return reading.kind === 'verified' ? { about: kind, reading } : { about: 'nothing', reading };
    }
    const reading = this.gateway.readOperationWebhook(keys, body);
    return reading.kind === 'verified' ? { about: kind, reading } : { about: 'nothing', reading };
  }

  /** In the order of the messages, which may be of many merchants. */
  async apply(tx: Tx, messages: readonly Message[]): Promise<Effect[]> {
    const merchantIds = [...new Set(messages.map(({ merchantId }) => merchantId))];
    const times = await this.clock.nowOf(tx, merchantIds);
    const found = await this.named.find(tx, messages);
    const about = messages.flatMap(({ merchantId, told }, i) => {
      const named = found[i]!;
      return 'attempt' in named ? [{ attempt: named.attempt, told, at: times.get(merchantId)! }] : [];
    });
    await this.tell(tx, about);
    await this.hint(tx, about);
    await this.keepNamed(tx, about);
    for (const named of found) {
      if ('setup' in named) await this.hintSetup(tx, named.setup, times);
    }
    return found.map(effectOf);
  }

  /** As a message about it would; `name` is an order number, or the session where there is none. */
  async lookAt(tx: Tx, { merchantId, kind, name }: LeftOut): Promise<void> {
    const times = await this.clock.nowOf(tx, [merchantId]);
    const [attempt] = [
      await this.attempts.findByOrderNo(tx, merchantId, name),
      ...(await this.attempts.findBySessions(tx, [{ merchantId, sessionId: name }])),
    ].filter((found) => found !== null);
    if (attempt) return this.hint(tx, [{ attempt, told: { about: kind }, at: times.get(merchantId)! }]);
    for (const setup of await this.setups.findByOrders(tx, [{ merchantId, orderNo: name }]))
      await this.hintSetup(tx, setup, times);
  }

  /** The payment itself is looked at, or what was given back of it. */
  private async hint(tx: Tx, about: readonly AboutPayment[]): Promise<void> {
    // Nothing is given back of what was never paid: an operation on what we do not call paid is news of the payment.
    const payments = about.filter(({ told, attempt }) =>
      told.about === 'payment' ? !isOver(attempt) : attempt.status !== 'succeeded',
    );
    await this.attempts.hintAll(tx, payments.map(({ attempt: { merchantId, id }, at }) => ({ merchantId, id, at }))); // prettier-ignore
    const operations = about.filter(({ told }) => told.about === 'operation');
    const returned = operations.filter(({ attempt }) => !wasHeld(attempt));
    await this.looks.hintAll(
      tx,
      returned.map(({ attempt: { merchantId, id }, at }) => ({ merchantId, attemptId: id, at })),
    );
    // Captured or voided, here or there: what of ours awaits an answer is looked at too.
    for (const { attempt, at } of operations.filter((one) => wasHeld(one.attempt))) {
      await this.refunds.hintDecisions(tx, attempt.merchantId, attempt.id, at);
    }
  }

  /** Hardly ever: an answer that opened a page named another session than that which was opened. */
  private async keepNamed(tx: Tx, about: readonly (AboutPayment & { told: Told })[]): Promise<void> {
    for (const { attempt, told } of about) {
      if (told.about !== 'payment' || attempt.sessionId === null || !isOpenAttempt(attempt.status)) continue;
      const { namedSessionId: toldSessionId } = told.reading;
      if (toldSessionId === null || [attempt.sessionId, attempt.toldSessionId].includes(toldSessionId))
        continue;
      await this.attempts.update(tx, attempt.merchantId, attempt.id, { toldSessionId });
    }
  }

  private async hintSetup(
    tx: Tx,
    { merchantId, id }: { merchantId: bigint; id: bigint },
    times: ReadonlyMap<bigint, Date>,
  ): Promise<void> {
    await this.setups.hint(tx, merchantId, id, times.get(merchantId)!);
  }

  private async tell(tx: Tx, about: readonly (AboutPayment & { told: Told })[]): Promise<void> {
    const writes = new Writes();
    for (const { attempt, told, at } of about) {
      const { merchantId, customerId, subscriptionId, orderNo } = attempt;
      const { scheme } = told.reading;
      const data =
        told.about === 'payment'
          ? { order_no: orderNo, state: told.reading.state, scheme }
          : { order_no: orderNo, scheme, kind: 'operation' };
      const event = { type: 'webhook.received', customerId, subscriptionId, occurredAt: at, data } as const;
      await this.events.append(writes, merchantId, event);
    }
    await writes.flush(tx);
  }
}

/** Booked, with its card: a look could find nothing, and at a rate of hundreds a second costs renewals their worker. */
function isOver(attempt: Attempt): boolean {
  return attempt.status === 'succeeded' && attempt.nextCheckAt === null && !lacksItsCard(attempt);
}

/** Money that a bank holds, or held and let go; of what was captured a refund may be told. */
function wasHeld({ status, authorizedAt }: Attempt): boolean {
  return authorizedAt !== null && status !== 'succeeded';
}

function effectOf(named: Named): Effect {
  if ('unmatched' in named) return { status: 'unmatched', reason: named.unmatched, attemptId: null };
  return { status: 'processed', reason: null, attemptId: 'attempt' in named ? named.attempt.id : null };
}
