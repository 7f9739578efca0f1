import { Injectable } from '@nestjs/common';
import { faultOfRoute, warningOfRoute } from '../../../domain/routing/judge-route.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { EventsRepository } from '../../events/index.js';
import { ApiKeysRepository, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { FetchMethods, whyUnlisted } from './fetch-methods.js';

export interface RouteSet {
  currency: string;
  gateway: string;
  /** Ottu says that it works. */
  checked: boolean;
  /** Why it could not be checked, or what the merchant should know of it. */
  warning: string | null;
}

/**
 * Which gateway takes a currency from now on. Ottu is asked, freshly, whether it can; while Ottu cannot be asked the
 * merchant's word is taken, and checked as soon as it can be. Cards that were saved keep their gateway.
 */
@Injectable()
export class SetRoute {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly merchants: MerchantsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly fetch: FetchMethods,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  async execute({ merchantId, keyId }: Principal, currency: string, gateway: string): Promise<RouteSet> {
    const found = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const fetched = await this.fetch.execute(found, currency, 'interactive');
    const checked = fetched.kind === 'listed';
    const fault = checked ? faultOfRoute(currency, gateway, fetched.list.methods) : null;
    if (fault !== null) throw AppError.field('rule_violation', 'gateway', fault);
    const warning =
      fetched.kind === 'listed'
        ? warningOfRoute(gateway, fetched.list.methods)
        : `saved without a check, because Ottu does not list its gateways: ${whyUnlisted(fetched)}`;
    await this.uow.run(async (tx) => {
      const merchant = (await this.merchants.lockById(tx, merchantId))!;
      const routing = { ...merchant.routing, [currency]: gateway };
      const { [currency]: _gone, ...routingFaults } = merchant.routingFaults;
      await this.merchants.update(tx, merchantId, { routing, routingFaults });
      if (!checked) await this.merchants.checkRoutingSoon(tx, merchantId);
      if (merchant.routing[currency] === gateway) return;
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.events.append(tx, merchantId, {
        type: 'routing.changed',
        customerId: null,
        subscriptionId: null,
        occurredAt: await this.clock.now(tx, merchantId),
        data: { routing: `${currency} by ${gateway}`, currency, pg_code: gateway, api_key: key.publicId, warning: warning ?? undefined }, // prettier-ignore
      });
    });
    return { currency, gateway, checked, warning };
  }
}
