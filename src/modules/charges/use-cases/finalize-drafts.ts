import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Writer, Writes } from '../../../platform/database/writes.js';
import {
  Drafts,
  DueInvoicesRepository,
  type Invoice,
  InvoiceLifecycle,
  InvoicesRepository,
  type Rebuilt,
} from '../../invoices/index.js';
import { LedgerTransaction } from '../../ledger/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { later } from '../waits.js';
import { OpenCharge } from './open-charge.js';

/** After an unforeseen error; the draft stays what it is meanwhile. */
const HOURS_TO_TRY_AGAIN = 1;

/** Makes drafts final when their review is over, or when that is asked for: from then on they are as all others. */
@Injectable()
export class FinalizeDrafts {
  private readonly logger = new Logger(FinalizeDrafts.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly drafts: Drafts,
    private readonly invoices: InvoicesRepository,
    private readonly due: DueInvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
    private readonly openCharge: OpenCharge,
    private readonly clock: MerchantClock,
  ) {}

  execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    return this.uow.run(async (tx) => {
      const due = await this.due.claimDueDrafts(tx, scope, now, limit);
      await inBatch<Invoice, void>(tx, due, {
        together: (inner, drafts) => this.together(inner, drafts, now),
        alone: (inner, draft) => this.alone(inner, { ...draft }, now),
        failed: async (outer, { merchantId, id, publicId }, error) => {
          this.logger.error({ err: error, invoice_id: publicId }, 'Finalizing a draft failed');
          const finalizeAt = later(now, { hours: HOURS_TO_TRY_AGAIN });
          await this.invoices.update(outer, merchantId, id, { finalizeAt });
        },
      });
      return due.length;
    });
  }

  /** At once, because a person has seen enough. */
  byHand(merchantId: bigint, publicId: string): Promise<Invoice> {
    return this.uow.run(async (tx) => {
      const draft = await this.drafts.lock(tx, merchantId, publicId);
      await this.alone(tx, draft, await this.clock.now(tx, merchantId));
      return draft;
    });
  }

  /** Of one whose subscription and row are locked. */
  async alone(tx: Tx, draft: Invoice, now: Date): Promise<void> {
    const rebuilt = (await this.drafts.rebuild(tx, [draft])).get(draft.id)!;
    await this.drafts.saveLines(tx, draft.merchantId, rebuilt);
    await this.finalize(tx, tx, draft, rebuilt, now);
  }

  private async together(tx: Tx, found: Invoice[], now: Date): Promise<void[]> {
    const drafts = found.map((draft) => ({ ...draft }));
    const writes = new Writes();
    const rebuilt = await this.drafts.rebuild(tx, drafts);
    // The lines of all of them first: those of a final invoice cannot change any more.
    for (const { id, merchantId } of drafts)
      await this.drafts.saveLines(writes, merchantId, rebuilt.get(id)!);
    await writes.flush(tx);
    const rest = await Writes.reserving(tx, new Map([[LedgerTransaction, drafts.length]]));
    for (const draft of drafts) await this.finalize(tx, rest, draft, rebuilt.get(draft.id)!, now);
    await rest.flush(tx);
    return drafts.map(() => undefined);
  }

  /** A balance is read and locked as it is used, so that such an invoice cannot be written later. */
  private async finalize(
    tx: Tx,
    together: Writer,
    draft: Invoice,
    { draft: built, hasBalance }: Rebuilt,
    now: Date,
  ): Promise<void> {
    const isAlone = hasBalance || built.creditToBalance.minor > 0n;
    const writer = isAlone ? tx : together;
    await this.lifecycle.finalize(writer, draft, built, now, isAlone ? tx : null);
    await this.openCharge.asInvoiceSays(writer, draft, now);
  }
}
