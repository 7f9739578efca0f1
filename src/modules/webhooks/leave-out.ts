import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Batcher } from '../../platform/flow/batcher.js';
import { later } from '../charges/index.js';
import { EventsRepository } from '../events/index.js';
import { MerchantClock } from '../merchants/index.js';
import { type LeftOut, WebhookFloodsRepository } from './webhook-floods.repository.js';

/** A look for all that come in between; the first hundred have each asked for theirs. */
const LOOK_AFTER_MINUTES = 5;

/** Genuine messages about a payment of which too many came: they are not kept, and what they may tell is not lost. */
@Injectable()
export class LeaveOut {
  private readonly logger = new Logger(LeaveOut.name);
  private readonly batcher = new Batcher<LeftOut, null>((batch) => this.together(batch), {
    most: 500,
    lanes: 1,
    mostMs: 13_000,
  });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly floods: WebhookFloodsRepository,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
  ) {}

  /** Committed when it resolves. */
  async execute(message: LeftOut): Promise<void> {
    await this.batcher.run(message);
  }

  private async together(batch: LeftOut[]): Promise<null[]> {
    const now = this.clock.now();
    const times = {
      now,
      toldSince: later(now, { hours: -1 }),
      lookAt: later(now, { minutes: LOOK_AFTER_MINUTES }),
    };
    const untold = await this.uow.run(async (tx) => {
      const found = await this.floods.leaveOut(tx, batch, times);
      for (const flood of found) await this.tell(tx, flood);
      return found;
    });
    for (const { merchantId, kind, name } of untold) {
      const subject = { merchant_id: String(merchantId), kind, name };
      this.logger.error(subject, 'So many messages about one payment come that no more of them are kept');
    }
    return batch.map(() => null);
  }

  private async tell(tx: Tx, { merchantId, kind, name }: LeftOut): Promise<void> {
    await this.events.append(tx, merchantId, {
      type: 'webhook.flooded',
      customerId: null,
      subscriptionId: null,
      occurredAt: await this.merchantClock.now(tx, merchantId),
      data: { kind, order_no: name },
    });
  }
}
