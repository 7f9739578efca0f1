import { Injectable } from '@nestjs/common';
import type { DueRows } from '../../platform/clock/due-rows.js';
import { queryPrepared } from '../../platform/database/prepared.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { AGREEMENTS_TO_REVIEW, CARD_DELETIONS_DUE, CARD_SYNCS_DUE } from '../cards/index.js';
import {
  ATTEMPTS_TO_CHECK,
  CASES_TO_REMIND_OF,
  CHARGES_DUE,
  CHARGES_TO_END,
  MAILS_DUE,
} from '../charges/index.js';
import { CARD_SETUPS_TO_CHECK, UNSTARTED_HOURS } from '../checkout/index.js';
import { DAYS_DUE, SCHEDULES_DUE } from '../day-reconciliation/index.js';
import { DRAFTS_DUE, INVOICES_BECOMING_OVERDUE, INVOICES_TO_NUMBER } from '../invoices/index.js';
import { MIGRATION_ROWS_DUE, MIGRATIONS_RUNNING } from '../plan-migrations/index.js';
import { REFUND_HINTS_DUE, REFUNDS_DUE } from '../refunds/index.js';
import { BREAKERS_TO_TRY, BUDGETS_TO_REFILL } from '../safeguards/index.js';
import {
  CHANGES_DUE,
  CHANGES_OF_STANDING_DUE,
  FINAL_BILLS_DUE,
  PERIODS_DUE,
  QUARANTINED_TO_REMIND_OF,
  UNSTARTED,
} from '../subscriptions/index.js';
import { USAGE_TO_LOOK_AT } from '../usage/index.js';

/** The parts of a round of RunDue, in its order. */
export const STAGES = ['bill', 'charge', 'finish', 'ask', 'refund', 'cards', 'reports'] as const;
export type Stage = (typeof STAGES)[number];

/** Every clock of the engine has its line here. */
const DUE: Record<Stage, DueRows[]> = {
  bill: [
    CHARGES_TO_END,
    CHANGES_DUE,
    CHANGES_OF_STANDING_DUE,
    MIGRATION_ROWS_DUE,
    MIGRATIONS_RUNNING,
    DRAFTS_DUE,
    PERIODS_DUE,
    USAGE_TO_LOOK_AT,
    FINAL_BILLS_DUE,
    INVOICES_TO_NUMBER,
  ],
  charge: [CHARGES_DUE, BREAKERS_TO_TRY, BUDGETS_TO_REFILL],
  finish: [
    MAILS_DUE,
    { ...UNSTARTED, hoursLater: UNSTARTED_HOURS },
    INVOICES_BECOMING_OVERDUE,
    AGREEMENTS_TO_REVIEW,
    CASES_TO_REMIND_OF,
    QUARANTINED_TO_REMIND_OF,
  ],
  ask: [ATTEMPTS_TO_CHECK, CARD_SETUPS_TO_CHECK],
  refund: [REFUNDS_DUE, REFUND_HINTS_DUE],
  cards: [CARD_DELETIONS_DUE, CARD_SYNCS_DUE],
  reports: [SCHEDULES_DUE, DAYS_DUE],
};

export interface WhatIsDueNow {
  stages: ReadonlySet<Stage>;
  /** When something becomes due that is not due yet. */
  next: Date | null;
}

interface Row {
  stage: Stage;
  due: boolean;
  next: Date | null;
}

/**
 * What time has made due for one merchant, and when it will make something due again: in one statement, so that
 * nothing can move from the one into the other between two looks.
 */
@Injectable()
export class WhatIsDue {
  constructor(private readonly uow: UnitOfWork) {}

  async read(merchantId: bigint, now: Date): Promise<WhatIsDueNow> {
    const rows = await this.uow.read((tx) => queryPrepared<Row>(tx, STATEMENT, [merchantId, now]));
    const instants = rows.flatMap(({ next }) => next ?? []);
    return {
      stages: new Set(rows.filter(({ due }) => due).map(({ stage }) => stage)),
      next: instants.length === 0 ? null : instants.reduce((a, b) => (a < b ? a : b)),
    };
  }
}

const STATEMENT = STAGES.flatMap((stage) => DUE[stage].map((rows) => lookAt(stage, rows))).join(
  '\nUNION ALL\n',
);

/** Both are answered by an index on the column, however many rows there are. */
function lookAt(stage: Stage, { table, column, where = 'true', hoursLater = 0 }: DueRows): string {
  const delay = `interval '${hoursLater} hours'`;
  const ofMerchant = `FROM ${table} WHERE merchant_id = $1::bigint AND ${where}`;
  return `SELECT '${stage}' AS stage,
    EXISTS (SELECT ${ofMerchant} AND ${column} <= $2::timestamptz - ${delay}) AS due,
    (SELECT min(${column}) + ${delay} ${ofMerchant} AND ${column} > $2::timestamptz - ${delay}) AS next`;
}
