import { BalanceEntry } from './balance-entry.entity.js';
import { CustomerBalance } from './customer-balance.entity.js';

export { ApplyBalance } from './apply-balance.js';
export { BalanceBook } from './balance-book.js';
export { BalancesModule } from './balances.module.js';
export { BalancesRepository } from './balances.repository.js';
export const BALANCE_ENTITIES = [CustomerBalance, BalanceEntry];
