import type { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { MerchantAccounts } from './merchant-accounts.js';
import type { MerchantsRepository } from './merchants.repository.js';

export class WrongKeyError extends Error {}

/**
 * A process with another encryption key would seal new merchants so that the others cannot open them, and fail at each
 * charge of those that are there. Any merchant tells: none is ever sealed by a second key, because of this.
 *
 * @throws WrongKeyError
 */
export async function refuseWrongKey(
  uow: UnitOfWork,
  merchants: MerchantsRepository,
  accounts: MerchantAccounts,
): Promise<void> {
  const [oldest] = await uow.read((tx) => merchants.list(tx, 1));
  if (oldest === undefined || accounts.opens(oldest)) return;
  throw new WrongKeyError(
    'The secrets of this database are sealed with another key: set ENCRYPTION_KEY to that of the engine that made its merchants (without the setting it is the one in DATA_DIR/encryption.key)',
  );
}
