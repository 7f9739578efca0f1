import { Injectable, Logger } from '@nestjs/common';
import { CHARGES_AT_ONCE } from '../../../domain/safeguards/request-budget.js';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { Settings } from '../../../platform/config/settings.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import { type PreparedAttempt, PrepareAttempts, SendAttempt } from '../../charges/index.js';

/**
 * The charges of this process that are on their way: at most MAX_IN_FLIGHT, and never more are claimed than
 * can be sent. A charge that a bank answers after a minute takes one place, and holds up nobody else.
 */
@Injectable()
export class ChargePipeline {
  private readonly logger = new Logger(ChargePipeline.name);
  private readonly onTheirWay = new Set<Promise<void>>();
  /** Who this process is in claims and leases. */
  readonly owner = newUuid();

  constructor(
    private readonly settings: Settings,
    private readonly prepareAttempts: PrepareAttempts,
    private readonly sendAttempt: SendAttempt,
  ) {}

  /** Claims a batch and begins to send it, as soon as there is a free place. How much was claimed. */
  async begin(scope: TimeScope, now: Date): Promise<number> {
    return (await this.claim(scope, now)).claimed;
  }

  /** The same, and waits until each of them is settled or left to the sweep. */
  async finish(scope: TimeScope, now: Date): Promise<number> {
    const { claimed, sends } = await this.claim(scope, now);
    await Promise.all(sends);
    return claimed;
  }

  /** Until nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.onTheirWay.size > 0) await Promise.all(this.onTheirWay);
  }

  private async claim(scope: TimeScope, now: Date): Promise<{ claimed: number; sends: Promise<void>[] }> {
    while (this.free <= 0) await Promise.race(this.onTheirWay);
    const most = Math.min(CHARGES_AT_ONCE, this.free);
    const { claimed, prepared } = await this.prepareAttempts.execute(scope, now, this.owner, most);
    return { claimed, sends: prepared.map((one) => this.send(one)) };
  }

  private get free(): number {
    return this.settings.MAX_IN_FLIGHT - this.onTheirWay.size;
  }

  private send(prepared: PreparedAttempt): Promise<void> {
    const send = this.guarded(prepared).finally(() => this.onTheirWay.delete(send));
    this.onTheirWay.add(send);
    return send;
  }

  /** One that throws keeps its row as it is, and the sweep finds out about it; the others go on. At the fifth it is a person's. */
  private async guarded(prepared: PreparedAttempt): Promise<void> {
    const { publicId: attempt_id } = prepared.attempt;
    try {
      await this.sendAttempt.execute(prepared);
    } catch (error) {
      this.logger.error({ err: error, attempt_id }, 'Sending an attempt failed');
      await this.sendAttempt.failed(prepared, error as Error).catch((err: unknown) => {
        this.logger.error({ err, attempt_id }, 'Noting that sending failed failed');
      });
    }
  }
}
