import { Injectable, Logger } from '@nestjs/common';
import { compareRouting } from '../../../domain/routing/judge-route.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EventsRepository } from '../../events/index.js';
import { type Merchant, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type Fetched, FetchMethods, whyUnlisted } from './fetch-methods.js';

/** Merchants a call looks at; the next call takes the next ones. */
const BATCH = 20;

/**
 * Once a day it is looked, for each merchant, whether its gateways can still do what they are set for. Whichever
 * process comes by first; in the real time, because it is Ottu's settings that are looked at.
 */
@Injectable()
export class CheckRouting {
  private readonly logger = new Logger(CheckRouting.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly fetch: FetchMethods,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** How many merchants were due; one that throws is looked at again in an hour. */
  async execute(): Promise<number> {
    const due = await this.uow.run((tx) => this.merchants.takeRoutingChecksDue(tx, BATCH));
    for (const merchant of due) {
      try {
        await this.check(merchant);
      } catch (error) {
        this.logger.error({ err: error, merchant_id: merchant.publicId }, 'Checking the routing failed');
      }
    }
    return due.length;
  }

  /** A list that breaks a route is asked for once more: one altered answer would stop sales for a day. */
  private async listed(merchant: Merchant): Promise<Fetched> {
    const first = await this.fetch.execute(merchant, '', 'housekeeping');
    if (first.kind !== 'listed') return first;
    const { broken } = compareRouting(merchant, merchant, first.list.methods);
    return broken.length === 0 ? first : this.fetch.execute(merchant, '', 'housekeeping');
  }

  private async check(merchant: Merchant): Promise<void> {
    const fetched = await this.listed(merchant);
    if (fetched.kind !== 'listed') {
      const reason = whyUnlisted(fetched);
      this.logger.warn({ merchant_id: merchant.publicId, reason }, 'The gateways are not listed');
      return;
    }
    const { methods } = fetched.list;
    await this.uow.run(async (tx) => {
      const current = (await this.merchants.lockById(tx, merchant.id))!;
      const news = compareRouting(merchant, current, methods);
      await this.merchants.routingChecked(tx, merchant.id, news.faults);
      if (news.isNewer.length > 0) await this.merchants.checkRoutingSoon(tx, merchant.id);
      const occurredAt = await this.clock.now(tx, merchant.id);
      const common = { customerId: null, subscriptionId: null, occurredAt };
      const told = [
        ...news.broken.map((one) => ({ type: 'routing.broken' as const, one })),
        ...news.repaired.map((one) => ({ type: 'routing.repaired' as const, one })),
      ];
      for (const { type, one } of told) {
        const { pgCode, ...data } = one;
        await this.events.append(tx, merchant.id, { ...common, type, data: { ...data, pg_code: pgCode } });
      }
    });
  }
}
