import { brokenConstraint, sqlState } from '../database/unit-of-work.js';
import { AppError, type ProblemCode } from './app-error.js';

const UNIQUE_VIOLATION = '23505';

interface Conflict {
  code: ProblemCode;
  field: string;
  message: string;
}

const KEY_IN_USE = {
  code: 'conflict',
  field: 'Idempotency-Key',
  message:
    'is that of another request, which is done or about to be; send the same request again for its answer, or choose a new key',
} satisfies Conflict;

/**
 * What the database alone can refuse: two requests at one moment each look, find nothing in the way, and write. The
 * second is told what it would have been told a moment later, and not that something broke on our side. What is not
 * here would be a defect and stays one: test/integration/schema/unique-conflicts.spec.ts says of every other unique
 * index why no request can meet it.
 */
export const UNIQUE_CONFLICTS = {
  coupons_code: {
    code: 'rule_violation',
    field: 'code',
    message: 'is the code of a coupon in force; deactivate that first',
  },
  chargebacks_reference: {
    code: 'conflict',
    field: 'reference',
    message: 'is that of a chargeback which was recorded already',
  },
  attempts_session: { code: 'conflict', field: 'session_id', message: 'is that of another attempt' },
  manual_decisions_one_carried_out: {
    code: 'conflict',
    field: 'outcome',
    message: 'was decided by somebody else at this moment; read the attempt',
  },
  subscriptions_idempotency: KEY_IN_USE,
  invoices_idempotency: KEY_IN_USE,
  invoice_lines_idempotency: KEY_IN_USE,
  pending_lines_idempotency: KEY_IN_USE,
  credit_notes_idempotency: KEY_IN_USE,
  customer_balance_entries_idempotency: KEY_IN_USE,
  refunds_idempotency: KEY_IN_USE,
  chargebacks_idempotency: KEY_IN_USE,
  outside_payments_idempotency: KEY_IN_USE,
  manual_decisions_idempotency: KEY_IN_USE,
  plan_migrations_merchant_id_idempotency_key_key: KEY_IN_USE,
} satisfies Record<string, Conflict>;

export type KnownUnique = keyof typeof UNIQUE_CONFLICTS;

/** The named refusal of a statement that broke a known unique index; null for everything else. Pure. */
export function conflictOf(error: unknown): AppError | null {
  if (sqlState(error) !== UNIQUE_VIOLATION) return null;
  const name = brokenConstraint(error) ?? '';
  return Object.hasOwn(UNIQUE_CONFLICTS, name) ? uniqueConflict(name as KnownUnique) : null;
}

/** For who looks first and finds it: the same words, whoever notices. */
export function uniqueConflict(name: KnownUnique): AppError {
  const { code, field, message } = UNIQUE_CONFLICTS[name];
  return AppError.field(code, field, message);
}
