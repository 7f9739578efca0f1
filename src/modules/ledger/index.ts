import { type Account, LedgerEntry, LedgerTransaction } from './ledger.entities.js';

export { LedgerTransaction };
export type { Account };
export { LedgerModule } from './ledger.module.js';
export { type JointPosting, LedgerRepository } from './ledger.repository.js';
export const LEDGER_ENTITIES = [LedgerTransaction, LedgerEntry];
