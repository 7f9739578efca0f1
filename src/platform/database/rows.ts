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

/** One page of a merchant's rows, the newest first. `where` may narrow the ids as well. */
export async function pageOf<T extends MerchantRow>(
  tx: Tx,
  entity: new () => T,
  where: FindOptionsWhere<T>,
  page: PageRequest,
): Promise<Page<T>> {
  const { id } = where as { id?: FindOperator<bigint> };
  const before = page.beforeId === null ? null : LessThan(page.beforeId);
  const rows = await tx.find(entity, {
    where: before === null ? where : { ...where, id: id ? And(id, before) : before },
    order: { id: 'DESC' } as never,
    take: page.limit + 1,
  });
  return toPage(rows, page.limit);
}
