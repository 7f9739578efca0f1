import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EventsRepository } from '../../events/index.js';
import { ChargingSwitch, MerchantClock } from '../../merchants/index.js';
import type { AuditRun } from '../audit-run.entity.js';
import { AuditRepository } from '../audit.repository.js';
import { AuditBooks, type Finding } from './audit-books.js';

/** Merchants a call looks at; the next call takes the next ones. */
const BATCH = 20;

/**
 * Audits every merchant once a day, whichever process comes by first. Books that contradict themselves about
 * money are no ground to charge on: that merchant's charging stops until a person has looked.
 */
@Injectable()
export class AuditNightly {
  private readonly logger = new Logger(AuditNightly.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly audits: AuditRepository,
    private readonly auditBooks: AuditBooks,
    private readonly charging: ChargingSwitch,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
  ) {}

  /** How many merchants were audited; zero when none was due, or another process is at it. */
  async execute(): Promise<number> {
    const due = await this.uow.run((tx) => this.audits.beginDue(tx, BATCH));
    for (const run of due) await this.audit(run);
    return due.length;
  }

  private async audit(run: AuditRun): Promise<void> {
    const all = await this.auditBooks.execute(run.merchantId);
    const broken = all.filter(({ breaches }) => breaches.length > 0);
    const found = broken.map(summary);
    await this.uow.run(async (tx) => {
      await this.audits.finish(tx, run, all.length, found);
      if (broken.length === 0) return;
      const at = await this.clock.now(tx, run.merchantId);
      const reason = `the books contradict themselves: ${found.map(({ check, rows }) => `${check} (${rows})`).join(', ')}`;
      this.logger.error(
        { merchant_id: String(run.merchantId), findings: found },
        'The nightly audit found breaches',
      );
      await this.events.append(tx, run.merchantId, {
        type: 'audit.breached',
        customerId: null,
        subscriptionId: null,
        occurredAt: at,
        data: { reason, findings: found },
      });
      if (!broken.some(({ check }) => check.guards === 'money')) return;
      await this.charging.stopUnlessStopped(tx, run.merchantId, { at, reason });
    });
  }
}

function summary({ check, breaches }: Finding): { check: string; rows: number; examples: string[] } {
  return {
    check: check.name,
    rows: breaches.reduce((sum, { rows }) => sum + rows, 0),
    examples: breaches.flatMap(({ examples }) => examples),
  };
}
