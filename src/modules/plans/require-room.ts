import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Plan } from './plan.entity.js';
import type { PricesRepository } from './prices.repository.js';

const MOST_OF_A_VERSION = 100;
/** A plan is answered with the prices of all its versions, so their number must have an end. */
const MOST_OF_ALL = 1000;

/** @throws AppError where a plan would get more prices than it may have, in the version or in all. The plan must be locked. */
export async function requireRoom(
  tx: Tx,
  prices: PricesRepository,
  { merchantId, id }: Plan,
  { version, more }: { version: number; more: number },
): Promise<void> {
  if ((await prices.countOfPlan(tx, merchantId, id, version)) + more > MOST_OF_A_VERSION) {
    const message = `A version of a plan has at most ${MOST_OF_A_VERSION} prices; make another version or plan`;
    throw new AppError('rule_violation', message);
  }
  if ((await prices.countOfPlan(tx, merchantId, id)) + more > MOST_OF_ALL) {
    const message = `A plan has at most ${MOST_OF_ALL} prices in all its versions; make another plan`;
    throw new AppError('rule_violation', message);
  }
}
