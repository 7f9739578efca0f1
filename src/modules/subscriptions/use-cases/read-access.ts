import { Injectable } from '@nestjs/common';
import { type Feature, mergeEntitlements } from '../../../domain/entitlement/entitlements.js';
import { type Access, deriveAccess } from '../../../domain/dunning/access.js';
import { Clock } from '../../../platform/clock/clock.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type AccessFacts, AccessRepository } from '../access.repository.js';
import type { AccessResponse } from '../dto/access.response.js';

const RANK: Record<Access['access'], number> = { full: 3, grace: 2, restricted: 1, none: 0 };

/** May this customer use the product? The best of their subscriptions answers for all. */
@Injectable()
export class ReadAccess {
  constructor(
    private readonly facts: AccessRepository,
    private readonly clock: Clock,
  ) {}

  async execute(merchantId: bigint, customerPublicId: string): Promise<AccessResponse> {
    const facts = await this.facts.read(merchantId, customerPublicId);
    if (!facts) throw AppError.notFound('customer', customerPublicId);
    const now = facts.testNow ?? this.clock.now();
    const each = facts.subscriptions.map((subscription) => ({
      subscription: subscription.publicId,
      ...present(deriveAccess(subscription, now)),
    }));
    const usable = facts.subscriptions.filter((_, i) => RANK[each[i]!.access] >= RANK.grace);
    const [best] = [...each].sort((a, b) => RANK[b.access] - RANK[a.access]);
    return {
      customer: customerPublicId,
      access: best?.access ?? 'none',
      since: best?.since ?? null,
      reason: best?.reason ?? 'The customer has no subscription.',
      entitlements: entitlements(usable),
      subscriptions: each,
    };
  }
}

/** The earliest item first: it decides where two plans disagree. */
function entitlements(usable: readonly AccessFacts[]): Feature[] {
  const items = usable.flatMap((subscription) => subscription.items);
  items.sort((a, b) => (a.id < b.id ? -1 : 1));
  return mergeEntitlements(items.map(({ features }) => features));
}

function present({ access, since, reason }: Access) {
  return { access, since: since?.toISOString() ?? null, reason };
}
