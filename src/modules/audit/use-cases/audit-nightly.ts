import { Injectable, Logger } from '@nestjs/common';
import type { EventType } from '../../../domain/timeline/describe-event.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EventsRepository } from '../../events/index.js';
import { ChargingSwitch, MerchantClock } from '../../merchants/index.js';
import type { AuditFinding, AuditRun } from '../audit-run.entity.js';
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
    for (const run of due) await this.guarded(run);
    return due.length;
  }

  /** One that throws is not finished, and begun again within hours; the others go on. */
  private async guarded(run: AuditRun): Promise<void> {
    try {
      await this.audit(run);
    } catch (error) {
      this.logger.error({ err: error, merchant_id: String(run.merchantId) }, 'A nightly audit failed');
    }
  }

  private async audit(run: AuditRun): Promise<void> {
    const all = await this.auditBooks.asFarAsPossible(run.merchantId);
    const broken = all.filter(({ breaches }) => breaches.length > 0);
    const failed = all.filter(({ failure }) => failure !== undefined);
    await this.uow.run(async (tx) => {
      await this.audits.finish(tx, run, all.length - failed.length, [...broken, ...failed].map(summary));
      const at = await this.clock.now(tx, run.merchantId);
      if (failed.length > 0) await this.tellFailed(tx, run.merchantId, failed, at);
      if (broken.length > 0) await this.tellBroken(tx, run.merchantId, broken, at);
    });
  }

  private async tellBroken(tx: Tx, merchantId: bigint, broken: Finding[], at: Date): Promise<void> {
    const findings = broken.map(summary);
    const reason = `the books contradict themselves: ${findings.map(({ check, rows }) => `${check} (${rows})`).join(', ')}`;
    this.logger.error({ merchant_id: String(merchantId), findings }, 'The nightly audit found breaches');
    await this.tell(tx, merchantId, 'audit.breached', at, { reason, findings });
    if (!broken.some(({ check }) => check.guards === 'money')) return;
    await this.charging.stopUnlessStopped(tx, merchantId, { at, reason });
  }

  /** That nobody could look is no sign that the books are wrong, and stops nothing. */
  private async tellFailed(tx: Tx, merchantId: bigint, failed: Finding[], at: Date): Promise<void> {
    const checks = failed.map(({ check }) => check.name);
    const reason = `${checks.length} of the checks could not be made: ${failed[0]!.failure!.message.slice(0, 300)}`;
    this.logger.error({ err: failed[0]!.failure, merchant_id: String(merchantId), checks }, 'Checks of the nightly audit failed'); // prettier-ignore
    await this.tell(tx, merchantId, 'audit.incomplete', at, { reason, checks });
  }

  private tell(
    tx: Tx,
    merchantId: bigint,
    type: EventType,
    occurredAt: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    return this.events.append(tx, merchantId, {
      type,
      customerId: null,
      subscriptionId: null,
      occurredAt,
      data,
    });
  }
}

function summary({ check, breaches, failure }: Finding): AuditFinding {
  return {
    check: check.name,
    rows: breaches.reduce((sum, { rows }) => sum + rows, 0),
    examples: breaches.flatMap(({ examples }) => examples),
    ...(failure && { failure: failure.message.slice(0, 300) }),
  };
}
