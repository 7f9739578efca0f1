import fc from 'fast-check';

import { Event } from '../../../src/modules/events/event.entity.js';
import { EventsRepository } from '../../../src/modules/events/index.js';
import { LedgerRepository } from '../../../src/modules/ledger/index.js';
import { LedgerEntry, LedgerTransaction } from '../../../src/modules/ledger/ledger.entities.js';
import { money } from '../../../src/domain/money/money.js';
import { inBatch } from '../../../src/platform/database/in-batch.js';
import { selectByKeys } from '../../../src/platform/database/select-rows.js';
import { type Tx, UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { updateRow, type Writer, Writes } from '../../../src/platform/database/writes.js';
import { TestClock } from '../../../src/modules/merchants/test-clock.entity.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

const AT = new Date('2027-03-01T09:30:00.123Z');

describe('writes that are kept for a batch', () => {
  let engine: InProcessEngine;
  let world: World;
  let uow: UnitOfWork;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    uow = engine.get(UnitOfWork);
  });
  afterAll(async () => {
    // Made up, and nothing that was promised of events.
    await engine.sql('DELETE FROM events WHERE merchant_id = $1', [world.merchant.id]);
    await world.end();
    await engine.stop();
  });

  const append = (writer: Writer, data: Record<string, unknown>) =>
    engine.get(EventsRepository).append(writer, world.merchant.id, {
      type: 'webhook.received',
      customerId: null,
      subscriptionId: 2n ** 62n + 1n,
      data,
      occurredAt: AT,
    });
  const latest = (count: number) =>
    uow.read((tx) => tx.find(Event, { order: { id: 'DESC' }, take: count })).then((rows) => rows.reverse());

  it('are the same rows as those that are written at once, whatever is in them', async () => {
    const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000'));
    const anything = fc.dictionary(texts, fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null)));
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 5 }), async (all) => {
        const data = all.map((one) => JSON.parse(JSON.stringify(one)) as Record<string, unknown>);
        await uow.run(async (tx) => {
          for (const one of data) await append(tx, one);
          const writes = new Writes();
          for (const one of data) await append(writes, one);
          await writes.flush(tx);
        });
        const rows = (await latest(data.length * 2)).map((row) => ({ ...row, id: 0n, publicId: '' }));
        expect(rows.slice(data.length)).toEqual(rows.slice(0, data.length));
        expect(rows[0]).toMatchObject({ subscriptionId: 2n ** 62n + 1n, occurredAt: AT });
      }),
      { numRuns: 40 },
    );
  });

  it('stand in the order in which they were given', async () => {
    await uow.run(async (tx) => {
      const writes = new Writes();
      for (let n = 0; n < 100; n++) await append(writes, { n });
      await writes.flush(tx);
    });
    expect((await latest(100)).map(({ data }) => data['n'])).toEqual([...Array(100).keys()]);
  });

  it('give their rows ids ahead, so that others can refer to them', async () => {
    const posting = (sourceId: bigint) => ({
      source: 'attempt_succeeded' as const,
      sourceId,
      occurredAt: AT,
      debit: 'cash_at_gateway' as const,
      credit: 'receivable' as const,
      amount: money(9_500n, 'KWD'),
    });
    await uow.run(async (tx) => {
      const writes = await Writes.reserving(tx, new Map([[LedgerTransaction, 3]]));
      const ledger = engine.get(LedgerRepository);
      for (const id of [-1n, -2n, -3n]) await ledger.post(writes, world.merchant.id, posting(id));
      await expect(ledger.post(writes, world.merchant.id, posting(-4n))).rejects.toThrow(/reserve more/);
      await writes.flush(tx);
    });
    const transactions = await uow.read((tx) =>
      tx.find(LedgerTransaction, { order: { id: 'DESC' }, take: 3 }),
    );
    expect(transactions.map(({ sourceId }) => sourceId)).toEqual([-3n, -2n, -1n]);
    for (const { id } of transactions) {
      const entries = await uow.read((tx) => tx.findBy(LedgerEntry, { transactionId: id }));
      expect(entries.map(({ debitMinor }) => debitMinor).sort()).toEqual([0n, 9_500n]);
    }
  });

  describe('change rows', () => {
    const clocks = () => uow.read((tx) => tx.findOneByOrFail(TestClock, { merchantId: world.merchant.id }));

    it('once, with the last of several changes, and with what only SQL can say', async () => {
      const { merchantId, id, steps } = await clocks();
      await uow.run(async (tx) => {
        const writes = new Writes();
        await updateRow(writes, TestClock, { merchantId, id }, { name: 'first' }, 'a clock');
        await updateRow(writes, TestClock, { merchantId, id }, { name: 'second' }, 'a clock');
        await updateRow(
          writes,
          TestClock,
          { merchantId, id },
          { steps: () => 'test_clocks.steps + 5' },
          'it',
        );
        await writes.flush(tx);
      });
      expect(await clocks()).toMatchObject({ name: 'second', steps: steps + 5 });
    });

    it('all of them, or none: one that is missing ends the batch', async () => {
      const { merchantId, id, name } = await clocks();
      const change = uow.run(async (tx) => {
        const writes = new Writes();
        await updateRow(writes, TestClock, { merchantId, id }, { name: 'changed' }, 'a clock');
        await updateRow(writes, TestClock, { merchantId: -1n, id: -1n }, { name: 'changed' }, 'a clock');
        await writes.flush(tx);
      });
      await expect(change).rejects.toThrow(
        'a batch of test_clocks should have touched 2 row(s) but touched 1',
      );
      expect((await clocks()).name).toBe(name);
    });

    it('that were read in one statement, as the entities they are', async () => {
      const clock = await clocks();
      const found = await uow.read((tx) => selectByKeys(tx, TestClock, [clock, clock], 'unlocked'));
      expect([...found.values()]).toEqual([clock]);
    });
  });

  describe('fail', () => {
    const write = async (tx: Tx, data: unknown[]) => {
      const writes = new Writes();
      for (const one of data) await append(writes, one === 'poison' ? { text: '\u0000' } : { one });
      await writes.flush(tx);
    };

    it('for the one poisoned row only', async () => {
      const results = await uow.run((tx) =>
        inBatch<string, string>(tx, ['a', 'poison', 'b'], {
          together: async (inner, rows) => {
            await write(inner, rows);
            return rows;
          },
          alone: async (inner, row) => {
            await write(inner, [row]);
            return row;
          },
          failed: async (_tx, row, error) => `${row}: ${error.constructor.name}`,
        }),
      );
      expect(results).toEqual(['a', 'poison: QueryFailedError', 'b']);
      expect((await latest(2)).map(({ data }) => data['one'])).toEqual(['a', 'b']);
    });
  });
});
