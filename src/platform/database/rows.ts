import type { FindOperator, FindOptionsWhere, ObjectLiteral, UpdateResult } from 'typeorm';
import { And, LessThan } from 'typeorm';
import type { Page, PageRequest } from '../http/page.js';
import { toPage } from '../http/page.js';
import type { Tx } from './unit-of-work.js';

/** A row that should have been there was not: another writer got ahead, or an id was wrong. */
export class UnexpectedRowCount extends Error {
  constructor(what: string, expected: number, actual: number | undefined) {
    super(`${what} should have touched ${expected} row(s) but touched ${actual ?? 'an unknown number'}`);
  }
}

export function assertAffected(result: UpdateResult, what: string, expected = 1): void {
  if (result.affected !== expected) throw new UnexpectedRowCount(what, expected, result.affected);
}

interface MerchantRow extends ObjectLiteral {
  merchantId: bigint;
  id: bigint;
}

/**
 * One page of a merchant's rows to which one of the conditions applies, the newest first. They may narrow the ids
 * as well.
 */
export async function pageOf<T extends MerchantRow>(
  tx: Tx,
  entity: new () => T,
  where: FindOptionsWhere<T> | FindOptionsWhere<T>[],
  page: PageRequest,
): Promise<Page<T>> {
  const conditions = Array.isArray(where) ? where : [where];
  const rows = await tx.find(entity, {
    where: page.beforeId === null ? conditions : conditions.map((one) => before(one, page.beforeId!)),
    order: { id: 'DESC' } as never,
    take: page.limit + 1,
  });
  return toPage(rows, page.limit);
}

function before<T extends MerchantRow>(
  condition: FindOptionsWhere<T>,
  beforeId: bigint,
): FindOptionsWhere<T> {
  const { id } = condition as { id?: FindOperator<bigint> };
  return { ...condition, id: id ? And(id, LessThan(beforeId)) : LessThan(beforeId) };
}
