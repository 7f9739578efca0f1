import { Injectable } from '@nestjs/common';
import { importMachine } from '../../../domain/import/import-states.js';
import { can } from '../../../domain/state-machine.js';
import { Clock } from '../../../platform/clock/clock.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type Import, remainingOf } from '../import.entity.js';
import { ImportLifecycle } from '../import-lifecycle.js';
import { ImportsRepository } from '../imports.repository.js';

/**
 * Stops an import: what came over stays, and no other line does. Who works it off holds its row for the length of a
 * batch, so this waits for that batch, counts it in, and every later one finds no queued file any more.
 */
@Injectable()
export class CancelImport {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
    private readonly imports: ImportsRepository,
    private readonly lifecycle: ImportLifecycle,
    private readonly events: EventsRepository,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<Import> {
    return this.uow.run(async (tx) => {
      const file = await this.imports.lockByPublicId(tx, merchantId, publicId);
      if (!file) throw AppError.notFound('import', publicId);
      if (file.state === 'canceled') return file;
      if (!can(importMachine, file.state, 'cancel')) {
        throw new AppError('conflict', `Import ${publicId} is ${file.state} and cannot be canceled`);
      }
      const canceled = await this.lifecycle.move(tx, file, 'cancel', this.clock.now());
      await this.tell(tx, canceled);
      return canceled;
    });
  }

  private async tell(tx: Tx, file: Import): Promise<void> {
    const { merchantId, publicId, kind, dryRun, received, imported, repeated, failed } = file;
    await this.events.append(tx, merchantId, {
      type: 'import.canceled',
      customerId: null,
      subscriptionId: null,
      occurredAt: await this.merchantClock.now(tx, merchantId),
      data: {
        import_id: publicId,
        kind,
        dry_run: dryRun,
        received,
        imported,
        repeated,
        failed,
        remaining: remainingOf(file),
      },
    });
  }
}
