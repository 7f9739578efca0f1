import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { inBatch } from '../../../platform/database/in-batch.js';
import { isOfItsRow } from '../../../platform/database/is-of-its-row.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Writes } from '../../../platform/database/writes.js';
import type { FieldFault } from '../../../platform/http/app-error.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { Import, ImportKind } from '../import.entity.js';
import type { ImportLine } from '../import-line.entity.js';
import { ImportLifecycle } from '../import-lifecycle.js';
import { ImportsRepository, type LineOutcome } from '../imports.repository.js';
import { type CardsAtOttu, ImportCards } from '../kinds/import-cards.js';
import { ImportCustomers } from '../kinds/import-customers.js';
import type { ApplyResult, CheckedLine, ImportContext } from '../kinds/import-kind.js';
import { ImportOrders } from '../kinds/import-orders.js';
import { checkLine } from '../lines/check-line.js';
import type { CardLine, CustomerLine } from '../lines/lines.js';
import type { SubscriptionLine } from '../lines/subscription-line.js';

/**
 * In one transaction. A line of a subscription becomes a dozen rows, and what a batch has in hand outlives the short
 * collections of garbage: with a thousand lines a worker grew to 363 MB. Of cards fewer, since Ottu is asked about each
 * customer first.
 */
const BATCH: Record<ImportKind, number> = { customers: 1000, cards: 50, subscriptions: 200 };
/** While Ottu cannot be asked, or something else is in the way that has nothing to do with the file. */
const WAIT_MS = 60_000;

type Checked = CheckedLine<unknown>;

/** What Ottu said, and of which lines; null when it cannot be asked now. */
interface Looked {
  lines: ReadonlySet<number>;
  atOttu: CardsAtOttu | null;
}

/**
 * Works off files that were taken in, a batch at a time. What a batch wrote and what became of its lines is one
 * transaction, so that a process that dies leaves them pending, and the next one goes on where it was.
 */
@Injectable()
export class RunImports {
  private readonly logger = new Logger(RunImports.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly merchantClock: MerchantClock,
    private readonly merchants: MerchantsRepository,
    private readonly imports: ImportsRepository,
    private readonly lifecycle: ImportLifecycle,
    private readonly customers: ImportCustomers,
    private readonly cards: ImportCards,
    private readonly orders: ImportOrders,
  ) {}

  /** One batch of the file that waits the longest; how many lines it settled, and 1 for closing a file. */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const found = await this.uow.read((tx) => this.imports.nextQueued(tx, now));
    if (!found) return 0;
    try {
      return await this.work(found, now);
    } catch (error) {
      await this.putOff(found, now);
      throw error;
    }
  }

  private async work(found: Import, now: Date): Promise<number> {
    const context = await this.uow.read((tx) => this.contextOf(tx, found));
    const looked = found.kind === 'cards' ? await this.look(found, context) : null;
    return this.uow.run(async (tx) => {
      const locked = await this.imports.lockIfFree(tx, found);
      if (!locked) return 0;
      if (looked && looked.atOttu === null) {
        await this.imports.update(tx, locked, { runAt: new Date(now.getTime() + WAIT_MS) });
        return 0;
      }
      const pending = await this.imports.pending(tx, locked, BATCH[locked.kind]);
      if (pending.length === 0) {
        await this.lifecycle.move(tx, locked, 'worked_off', now);
        return 1;
      }
      // Another process may have settled the lines that were looked at. What follows them was asked about by nobody.
      const lines = looked ? pending.filter(({ line }) => looked.lines.has(line)) : pending;
      await this.settle(tx, locked, lines, context, looked?.atOttu ?? NO_CARDS);
      return lines.length;
    });
  }

  /** The files of all merchants stand in one queue: one that cannot go on must not stay at its head. */
  private async putOff(found: Import, now: Date): Promise<void> {
    await this.uow.run(async (tx) => {
      const locked = await this.imports.lockIfFree(tx, found);
      if (locked) await this.imports.update(tx, locked, { runAt: new Date(now.getTime() + WAIT_MS) });
    });
  }

  private async contextOf(tx: Tx, { merchantId, dryRun }: Import): Promise<ImportContext> {
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    return { merchant, dryRun, now: await this.merchantClock.now(tx, merchantId) };
  }

  private async look(found: Import, context: ImportContext): Promise<Looked> {
    const pending = await this.uow.read((tx) => this.imports.pending(tx, found, BATCH.cards));
    const { good } = checkAll(found.kind, pending);
    const atOttu = await this.cards.look(context, good as CheckedLine<CardLine>[]);
    return { lines: new Set(pending.map(({ line }) => line)), atOttu };
  }

  /** All lines at once; and where that throws each alone, so that only the one fails that has thrown. */
  private async settle(
    tx: Tx,
    file: Import,
    lines: ImportLine[],
    context: ImportContext,
    atOttu: CardsAtOttu,
  ): Promise<void> {
    const outcomes = await inBatch<ImportLine, LineOutcome>(tx, lines, {
      together: (inner, all) => this.settleLines(inner, file, all, context, atOttu),
      alone: async (inner, one) => (await this.settleLines(inner, file, [one], context, atOttu))[0]!,
      failed: (outer, one, error) => this.unforeseen(outer, file, one, error),
    });
    const count = (state: LineOutcome['state']) => outcomes.filter((one) => one.state === state).length;
    await this.imports.update(tx, file, {
      imported: file.imported + count('imported'),
      repeated: file.repeated + count('repeated'),
      failed: file.failed + count('failed'),
    });
  }

  private async unforeseen(tx: Tx, file: Import, line: ImportLine, error: Error): Promise<LineOutcome> {
    if (!isOfItsRow(error)) throw error;
    this.logger.error({ err: error, import_id: file.publicId, line: line.line }, 'A line failed unforeseen');
    const outcome = failed(line.line, [{ field: 'line', message: UNFORESEEN }]);
    await this.imports.settleLines(tx, file, [outcome]);
    return outcome;
  }

  private async settleLines(
    tx: Tx,
    file: Import,
    lines: ImportLine[],
    context: ImportContext,
    atOttu: CardsAtOttu,
  ): Promise<LineOutcome[]> {
    const { merchantId, kind, dryRun } = file;
    const names = new Map(lines.map((line) => [line.line, nameOf(line)]));
    const twice = await this.imports.duplicates(tx, file, lines.filter((line) => nameOf(line) !== null)); // prettier-ignore
    const known = await this.imports.named(tx, merchantId, kind, [...names.values()]);
    const before: LineOutcome[] = [];
    // What is known is left as it is, whatever else its line says: an export is no order to import.
    const unknown = lines.filter(({ line }) => {
      const first = twice.get(line);
      const name = known.get(names.get(line) ?? '');
      if (first !== undefined)
        before.push(failed(line, [{ field: 'external_id', message: `stands in line ${first} already` }])); // prettier-ignore
      else if (name) before.push({ line, state: 'repeated', result: name.publicId, errors: [] });
      return first === undefined && !name;
    });
    const { good: fresh, outcomes: faults } = checkAll(kind, unknown);
    const outcomes = [...before, ...faults];
    const results = await this.apply(tx, kind, context, fresh, atOttu);
    const writes = new Writes();
    fresh.forEach(({ line }, i) => {
      const result = results[i]!;
      if ('errors' in result) return outcomes.push(failed(line, result.errors));
      const { id: objectId, publicId } = result;
      if (!dryRun) this.imports.addName(writes, { merchantId, kind, externalId: names.get(line)!, objectId, publicId }); // prettier-ignore
      return outcomes.push({ line, state: 'imported', result: dryRun ? null : publicId, errors: [] });
    });
    await writes.flush(tx);
    await this.imports.settleLines(tx, file, outcomes);
    return outcomes;
  }

  private apply(
    tx: Tx,
    kind: ImportKind,
    context: ImportContext,
    lines: Checked[],
    atOttu: CardsAtOttu,
  ): Promise<ApplyResult[]> {
    switch (kind) {
      case 'customers':
        return this.customers.apply(tx, context, lines as CheckedLine<CustomerLine>[]);
      case 'cards':
        return this.cards.apply(tx, context, lines as CheckedLine<CardLine>[], atOttu);
      case 'subscriptions':
        return this.orders.apply(tx, context, lines as CheckedLine<SubscriptionLine>[]);
    }
  }
}

const NO_CARDS: CardsAtOttu = new Map();
/** What the database said may repeat what stands in the line, a token too; it is in the log. */
const UNFORESEEN = 'could not be taken over, for a reason that nobody foresaw; every other line was';

function checkAll(kind: ImportKind, lines: ImportLine[]): { good: Checked[]; outcomes: LineOutcome[] } {
  const good: Checked[] = [];
  const outcomes: LineOutcome[] = [];
  for (const { line, data } of lines) {
    const checked = checkLine(kind, data);
    if ('errors' in checked) outcomes.push(failed(line, checked.errors));
    else good.push({ line, value: checked.line });
  }
  return { good, outcomes };
}

/** Null where what stands there is none, or was too long to be kept whole. */
function nameOf({ externalId, data }: ImportLine): string | null {
  return data['external_id'] === externalId ? externalId : null;
}

function failed(line: number, errors: FieldFault[]): LineOutcome {
  return { line, state: 'failed', result: null, errors };
}
