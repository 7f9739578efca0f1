import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual, MoreThanOrEqual } from 'typeorm';
import { assertAffected, pageOf } from '../../platform/database/rows.js';
import { selectOne, selectWhere } from '../../platform/database/select-rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { TestClock } from './test-clock.entity.js';

export type NewTestClock = Pick<TestClock, 'merchantId' | 'publicId' | 'name' | 'now' | 'createdAt'>;

@Injectable()
export class TestClocksRepository {
  async insert(tx: Tx, clock: NewTestClock): Promise<TestClock> {
    const idle = {
      target: null,
      status: 'ready',
      steps: 0,
      error: null,
      owner: null,
      leaseUntil: null,
    } as const;
    const row = tx.create(TestClock, { ...clock, ...idle });
    await tx.insert(TestClock, row);
    return row;
  }

  findByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<TestClock | null> {
    return tx.findOneBy(TestClock, { merchantId, publicId });
  }

  lockByPublicId(tx: Tx, merchantId: bigint, publicId: string): Promise<TestClock | null> {
    return tx.findOne(TestClock, { where: { merchantId, publicId }, lock: { mode: 'pessimistic_write' } });
  }

  findOf(tx: Tx, merchantId: bigint): Promise<TestClock | null> {
    return selectOne(tx, TestClock, { merchantId });
  }

  /** Of those of these merchants that have one. */
  ofMerchants(tx: Tx, merchantIds: readonly bigint[]): Promise<TestClock[]> {
    return selectWhere(tx, TestClock, { merchantId: merchantIds });
  }

  page(tx: Tx, merchantId: bigint, page: PageRequest): Promise<Page<TestClock>> {
    return pageOf(tx, TestClock, { merchantId }, page);
  }

  /** Clocks that stand still; an advancing one is worked on by whoever advances it. */
  findReady(tx: Tx, limit: number): Promise<TestClock[]> {
    return tx.find(TestClock, {
      where: { status: In(['ready', 'failed']) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  async startAdvancing(tx: Tx, merchantId: bigint, id: bigint, target: Date): Promise<void> {
    const columns = { status: 'advancing', target, error: null, owner: null, leaseUntil: null } as const;
    assertAffected(
      await tx.update(TestClock, { merchantId, id }, columns),
      'Starting to advance a test clock',
    );
  }

  /**
   * One advancing clock that nobody works on. The lease runs on the database's clock: those of two
   * machines may differ by more than the lease.
   */
  async claimAdvancing(tx: Tx, owner: string, leaseMs: number): Promise<TestClock | null> {
    const [claimed] = await tx.query<[{ merchant_id: bigint; id: bigint }[], number]>(
      `UPDATE test_clocks SET owner = $1, lease_until = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE (merchant_id, id) = (
         SELECT merchant_id, id FROM test_clocks
         WHERE status = 'advancing' AND (lease_until IS NULL OR lease_until <= clock_timestamp())
         ORDER BY lease_until NULLS FIRST, id LIMIT 1
         FOR UPDATE SKIP LOCKED)
       RETURNING merchant_id, id`,
      [owner, leaseMs],
    );
    const key = claimed[0];
    return key ? tx.findOneBy(TestClock, { merchantId: key.merchant_id, id: key.id }) : null;
  }

  /** False when the lease was lost: whoever has it now carries on, and this owner must stop. */
  async renewLease(tx: Tx, merchantId: bigint, id: bigint, owner: string, leaseMs: number): Promise<boolean> {
    const [, affected] = await tx.query<[unknown[], number]>(
      `UPDATE test_clocks SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE merchant_id = $1 AND id = $2 AND owner = $3 AND status = 'advancing'`,
      [merchantId, id, owner, leaseMs],
    );
    return affected === 1;
  }

  /** Forward only and never past the target, also when an owner wakes up after losing its lease. */
  async moveTo(tx: Tx, merchantId: bigint, id: bigint, now: Date): Promise<void> {
    const where = { merchantId, id, status: 'advancing' as const };
    const between = { now: LessThanOrEqual(now), target: MoreThanOrEqual(now) };
    const result = await tx.update(TestClock, { ...where, ...between }, { now, steps: () => 'steps + 1' });
    assertAffected(result, 'Moving a test clock forward');
  }

  async finish(tx: Tx, merchantId: bigint, id: bigint): Promise<void> {
    const columns = { status: 'ready', target: null, error: null, owner: null, leaseUntil: null } as const;
    const result = await tx.update(TestClock, { merchantId, id, status: 'advancing' }, columns);
    assertAffected(result, 'Ending the advance of a test clock');
  }

  /**
   * It stays where it got to, with the reason; another advance may be tried. An owner that lost its lease has
   * no say: the clock walks on in other hands.
   */
  async fail(tx: Tx, merchantId: bigint, id: bigint, owner: string, error: string): Promise<void> {
    await tx.update(
      TestClock,
      { merchantId, id, status: 'advancing', owner },
      { status: 'failed', error: error.slice(0, 1000), owner: null, leaseUntil: null },
    );
  }
}
