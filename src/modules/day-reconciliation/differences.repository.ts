import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan } from 'typeorm';
import { OPEN_DIFFERENCE_STATES } from '../../domain/day-report/difference-states.js';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { insertRows, updateRow, Writes } from '../../platform/database/writes.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import type { ReconciliationDay } from './reconciliation-day.entity.js';
import { ReportDifference } from './report-difference.entity.js';

export type DifferenceFilter = Partial<Pick<ReportDifference, 'day' | 'type' | 'status'> & { owner: string }>;
export type NewDifference = Omit<ReportDifference, 'id'>;

@Injectable()
export class DifferencesRepository {
  lockBySubjects(
    tx: Tx,
    { merchantId, day }: ReconciliationDay,
    subjects: string[],
  ): Promise<ReportDifference[]> {
    return tx.find(ReportDifference, {
      where: { merchantId, day, subject: In(subjects) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Known ones that this run has not seen. */
  lockUnseen(
    tx: Tx,
    { merchantId, day, run }: ReconciliationDay,
    limit: number,
  ): Promise<ReportDifference[]> {
    return tx.find(ReportDifference, {
      where: { merchantId, day, lastSeenRun: LessThan(run), status: In(['open', 'applied', 'accepted']) },
      order: { id: 'ASC' },
      take: limit,
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Open ones of a type, the oldest first. */
  lockOpen(
    tx: Tx,
    of: Pick<ReportDifference, 'merchantId' | 'day' | 'type'>,
    limit: number,
  ): Promise<ReportDifference[]> {
    return tx.find(ReportDifference, {
      where: { ...of, status: In([...OPEN_DIFFERENCE_STATES]) },
      order: { id: 'ASC' },
      take: limit,
      lock: { mode: 'for_no_key_update' },
    });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<ReportDifference | null> {
    return tx.findOne(ReportDifference, {
      where: { merchantId, publicId },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Of the day, with a session that the platform was not asked about. */
  unasked(tx: Tx, { merchantId, day }: ReconciliationDay, limit: number): Promise<ReportDifference[]> {
    return tx.find(ReportDifference, {
      where: {
        merchantId,
        day,
        status: In(['open']),
        platform: IsNull(),
        type: In(['missing_here', 'missing_there', 'amount', 'currency', 'state', 'duplicate']),
      },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  async insertAll(tx: Tx, rows: NewDifference[]): Promise<void> {
    await insertRows(tx, ReportDifference, rows);
  }

  async updateAll(
    tx: Tx,
    changes: { row: ReportDifference; patch: Partial<ReportDifference> }[],
  ): Promise<void> {
    const writes = new Writes();
    for (const { row, patch } of changes) writes.update(ReportDifference, row, patch);
    await writes.flush(tx);
  }

  update(
    tx: Tx,
    { merchantId, id, publicId }: ReportDifference,
    patch: Partial<ReportDifference>,
  ): Promise<void> {
    return updateRow(tx, ReportDifference, { merchantId, id }, patch, `difference ${publicId}`);
  }

  countOpen(
    tx: Tx,
    {
      merchantId,
      day,
      type,
    }: Pick<ReportDifference, 'merchantId' | 'day'> & { type?: ReportDifference['type'] },
  ): Promise<number> {
    const where = { merchantId, day, ...(type !== undefined && { type }) };
    return tx.countBy(ReportDifference, { ...where, status: In([...OPEN_DIFFERENCE_STATES]) });
  }

  page(
    tx: Tx,
    merchantId: bigint,
    filter: DifferenceFilter,
    page: PageRequest,
  ): Promise<Page<ReportDifference>> {
    return pageOf(tx, ReportDifference, { merchantId, ...filter }, page);
  }
}
