import type { InProcessEngine } from '../support/in-process-engine.js';
import { toMinor } from '../support/compare-books.js';
import type { Shop } from './shop.js';
import { Violation } from './watch.js';

interface Case {
  ends_by: 'resolve' | 'release';
  charge: string;
  attempt: { id: string; order_no: string } | null;
}

/** Whether there is anything to ask for: read past the API, which costs more. */
const WAITING = `
  SELECT m.public_id AS merchant, m.charging_stopped_reason AS stopped,
    EXISTS (SELECT 1 FROM charges c WHERE c.merchant_id = m.id AND c.status = 'blocked') AS cases,
    EXISTS (SELECT 1 FROM refunds r WHERE r.merchant_id = m.id AND r.status = 'manual') AS refunds
  FROM merchants m`;

interface OpenRefund {
  id: string;
  order_no: string;
  currency: string;
  minor: bigint;
  /** What the books say went back of the same payment. */
  booked: bigint;
}

/** The biggest first: of two in doubt about one payment the one that fills what went back is the one that did. */
const OPEN_REFUNDS = `
  SELECT r.public_id AS id, a.order_no, r.currency, r.amount_minor AS minor,
    (SELECT coalesce(sum(o.amount_minor), 0)::bigint FROM refunds o
     WHERE o.merchant_id = r.merchant_id AND o.attempt_id = r.attempt_id AND o.kind = 'refund' AND o.status = 'succeeded') AS booked
  FROM refunds r JOIN merchants m ON m.id = r.merchant_id
  JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
  WHERE m.public_id = $1 AND r.status = 'manual' ORDER BY r.amount_minor DESC, r.id LIMIT 1`;

type Reading = <T>(work: () => Promise<T>) => Promise<T>;

/** The merchant's people: they decide what the engine leaves to people, by what really happened. */
export class Operator {
  private number = 0;

  constructor(
    private readonly engine: InProcessEngine,
    private readonly shops: readonly Shop[],
  ) {}

  async look(read: Reading): Promise<void> {
    const rows = await read(() =>
      this.engine.sql<{ merchant: string; stopped: string | null; cases: boolean; refunds: boolean }>(
        WAITING,
      ),
    );
    for (const { merchant, stopped, cases, refunds } of rows) {
      const shop = this.shops.find(({ merchantId }) => merchantId === merchant)!;
      if (stopped !== null) await this.resume(shop, stopped);
      if (cases) await this.decide(shop);
      if (refunds) await this.decideRefund(shop, read);
    }
  }

  private async resume(shop: Shop, reason: string): Promise<void> {
    if (!reason.startsWith('Ottu refuses')) throw new Violation(`charging was stopped: ${reason}`);
    await shop.ask('POST', '/v1/ops/charging/resume', { reason: 'The key is right.' }).catch(() => undefined);
  }

  private async decide(shop: Shop): Promise<void> {
    const page = await shop.ask('GET', '/v1/ops/manual?limit=20').catch(() => null);
    if (page?.status !== 200) return;
    for (const { ends_by, charge, attempt } of (page.body as { data: Case[] }).data) {
      if (ends_by === 'release') {
        await shop.ask('POST', `/v1/ops/quarantine/charges/${charge}/release`, {}).catch(() => undefined);
        continue;
      }
      const moved = await shop.platform.truth(attempt!.order_no);
      const body = {
        outcome: moved.length > 0 ? 'paid' : 'not_paid',
        evidence: 'The statement of the bank was read.',
        by: 'Noura Alsabah',
      };
      const path = `/v1/ops/manual/${attempt!.id}/resolve`;
      await shop.ask('POST', path, body, `decision-${++this.number}`).catch(() => undefined);
    }
  }

  /** One a look: what it was decided to be says what is left for the next. */
  private async decideRefund(shop: Shop, read: Reading): Promise<void> {
    const [open] = await read(() => this.engine.sql<OpenRefund>(OPEN_REFUNDS, [shop.merchantId]));
    if (open === undefined) return;
    const { id, order_no, currency, minor, booked } = open;
    const [payment] = await shop.platform.truth(order_no);
    const body = {
      outcome: toMinor(payment?.refunded ?? '0', currency) - booked >= minor ? 'refunded' : 'not_refunded',
      evidence: 'The statement of the bank was read.',
      decided_by: 'Noura Alsabah',
    };
    await shop
      .ask('POST', `/v1/ops/refunds/${id}/resolve`, body, `decision-${++this.number}`)
      .catch(() => undefined);
  }
}
