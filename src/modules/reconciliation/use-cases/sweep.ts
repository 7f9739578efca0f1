import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AttemptLeases } from '../../charges/index.js';
import { CardSetupsRepository } from '../../checkout/index.js';
import { CountFailedLook } from './count-failed-look.js';
import { ResolveAttempt } from './resolve-attempt.js';
import { ResolveCardSetup } from './resolve-card-setup.js';

/** Asks about everything that is due to be asked about. Nobody waits to be told. */
@Injectable()
export class Sweep {
  private readonly logger = new Logger(Sweep.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly leases: AttemptLeases,
    private readonly setups: CardSetupsRepository,
    private readonly resolveAttempt: ResolveAttempt,
    private readonly resolveSetup: ResolveCardSetup,
    private readonly failedLooks: CountFailedLook,
  ) {}

  async execute(scope: TimeScope, now: Date, owner: string, limit: number): Promise<number> {
    const attempts = await this.uow.run((tx) => this.leases.claimChecksDue(tx, scope, now, owner, limit));
    const setups = await this.uow.run((tx) => this.setups.takeChecksDue(tx, scope, now, limit));
    await Promise.all([
      ...attempts.map((attempt) =>
        this.guarded(
          async () => {
            await this.resolveAttempt.execute(attempt);
            await this.failedLooks.forget(attempt);
          },
          { attempt_id: attempt.publicId },
          (error) => this.failedLooks.execute(attempt, error),
        ),
      ),
      ...setups.map((setup) =>
        this.guarded(() => this.resolveSetup.execute(setup), { setup_id: setup.publicId }),
      ),
    ]);
    return attempts.length + setups.length;
  }

  /** One that throws keeps its lease and is asked about again when that ends; the others go on. */
  private async guarded(
    work: () => Promise<void>,
    subject: Record<string, string>,
    count: (error: Error) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, ...subject }, 'Asking about an attempt failed');
      await count(error as Error).catch((err: unknown) => {
        this.logger.error({ err, ...subject }, 'Counting a failed look failed');
      });
    }
  }
}
