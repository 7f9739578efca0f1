import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { InvoicesRepository } from '../invoices.repository.js';

const BATCH = 200;

/**
 * Gives finalized invoices their numbers, gapless per merchant and year, in the order they were made.
 * A transaction of its own: the series is locked for a moment, never while invoices are computed or charged.
 */
@Injectable()
export class NumberInvoices {
  private readonly logger = new Logger(NumberInvoices.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
  ) {}

  async execute(): Promise<number> {
    const merchants = await this.uow.read((tx) => this.invoices.merchantsToNumber(tx, 100));
    let numbered = 0;
    for (const merchantId of merchants) {
      try {
        numbered += await this.numberFor(merchantId);
      } catch (error) {
        // Another merchant's invoices are not to wait for what is wrong with this one's.
        this.logger.error({ err: error, merchant_id: merchantId.toString() }, 'Numbering invoices failed');
      }
    }
    return numbered;
  }

  private numberFor(merchantId: bigint): Promise<number> {
    return this.uow.run(async (tx) => {
      // The lock comes first: whoever waits here must see the numbers that the one before gave.
      await this.invoices.takeNumbers(tx, merchantId, LOCK_SERIES, 0);
      const waiting = await this.invoices.toNumber(tx, merchantId, BATCH);
      for (const year of new Set(waiting.map((row) => row.year))) {
        const ofYear = waiting.filter((row) => row.year === year);
        const series = `INV-${year}`;
        const first = await this.invoices.takeNumbers(tx, merchantId, series, ofYear.length);
        await this.invoices.number(tx, merchantId, ofYear.map(({ id }) => id), series, first); // prettier-ignore
      }
      return waiting.length;
    });
  }
}

/** A series without numbers, locked to take turns. */
const LOCK_SERIES = 'numbering';
