import type { InProcessEngine } from '../support/in-process-engine.js';
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
    EXISTS (SELECT 1 FROM charges c WHERE c.merchant_id = m.id AND c.status = 'blocked') AS cases
  FROM merchants m`;

/** The merchant's people: they decide what the engine leaves to people, by what really happened. */
export class Operator {
  private number = 0;

  constructor(
    private readonly engine: InProcessEngine,
    private readonly shops: readonly Shop[],
  ) {}

  async look(read: <T>(work: () => Promise<T>) => Promise<T>): Promise<void> {
    const rows = await read(() =>
      this.engine.sql<{ merchant: string; stopped: string | null; cases: boolean }>(WAITING),
    );
    for (const { merchant, stopped, cases } of rows) {
      const shop = this.shops.find(({ merchantId }) => merchantId === merchant)!;
      if (stopped !== null) await this.resume(shop, stopped);
      if (cases) await this.decide(shop);
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
}
