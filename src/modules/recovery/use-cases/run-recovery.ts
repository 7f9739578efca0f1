import { Injectable, Logger } from '@nestjs/common';
import type { EventType } from '../../../domain/timeline/describe-event.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type DatabaseEpoch, EpochsRepository } from '../../../platform/epoch/index.js';
import { EventsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { DEPTH } from '../expected-orders.js';
import type { Recovery } from '../recovery.entity.js';
import { RecoveriesRepository } from '../recoveries.repository.js';
import { RecoveryOrdersRepository } from '../recovery-orders.repository.js';
import { AskOrders } from './ask-orders.js';
import { ListOrders } from './list-orders.js';

/** Merchants a call begins or lists; the next call takes the next ones. */
const BATCH = 50;

/** While the database may have forgotten something: finds out what, a step at a time, in any process. */
@Injectable()
export class RunRecovery {
  private readonly logger = new Logger(RunRecovery.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly epochs: EpochsRepository,
    private readonly recoveries: RecoveriesRepository,
    private readonly orders: RecoveryOrdersRepository,
    private readonly events: EventsRepository,
    private readonly clock: MerchantClock,
    private readonly listOrders: ListOrders,
    private readonly askOrders: AskOrders,
  ) {}

  /** How much there was to do; zero when all is well, or nothing can be asked at this moment. */
  async execute(): Promise<number> {
    const epoch = await this.uow.read((tx) => this.epochs.newest(tx));
    if (epoch === null || epoch.mode === 'open') return 0;
    const begun = await this.begin(epoch);
    const unlisted = await this.uow.read((tx) => this.recoveries.unlisted(tx, epoch.id, BATCH));
    for (const recovery of unlisted) await this.list(epoch, recovery);
    const asked = await this.askOrders.execute(epoch);
    await this.cover(epoch);
    if (epoch.mode === 'probing') await this.conclude(epoch);
    return begun + unlisted.length + asked;
  }

  /** Each merchant's part, and the present of each: what was due until then may have been charged. */
  private async begin(epoch: DatabaseEpoch): Promise<number> {
    const merchants = await this.uow.read((tx) => this.recoveries.merchantsWithout(tx, epoch.id, BATCH));
    for (const merchantId of merchants) {
      await this.uow.run(async (tx) => {
        const gapTo = await this.clock.now(tx, merchantId);
        const mine = await this.recoveries.begin(tx, merchantId, epoch.id, { gapTo, depth: DEPTH });
        if (mine && epoch.mode === 'reconcile_only') await this.tell(tx, epoch, merchantId, 'recovery.began');
      });
    }
    return merchants.length;
  }

  private list({ mode }: DatabaseEpoch, recovery: Recovery): Promise<void> {
    return mode === 'probing' ? this.listOrders.sample(recovery) : this.listOrders.everything(recovery);
  }

  /**
   * A payment that was found makes other periods due, which may have been charged as well. So the list is made
   * again, and only one that has grown no longer is covered.
   */
  private async cover(epoch: DatabaseEpoch): Promise<void> {
    for (const recovery of await this.uow.read((tx) => this.recoveries.askedThrough(tx, epoch.id, BATCH))) {
      const { merchantId } = recovery;
      const size = () => this.uow.read((tx) => this.orders.count(tx, merchantId, epoch.id));
      const before = await size();
      await this.list(epoch, recovery);
      if ((await size()) > before) continue;
      await this.uow.run(async (tx) => {
        if (!(await this.recoveries.cover(tx, recovery))) return;
        if (epoch.mode === 'reconcile_only') await this.tell(tx, epoch, merchantId, 'recovery.covered');
      });
    }
  }

  /** A probe that found nothing is over by itself; a restore is ended by a person. */
  private async conclude({ id }: DatabaseEpoch): Promise<void> {
    await this.uow.run(async (tx) => {
      const epoch = await this.epochs.lockNewest(tx);
      if (epoch?.id !== id || epoch.mode !== 'probing') return;
      const all = await this.recoveries.all(tx, id);
      const isOver = all.every(({ coveredAt }) => coveredAt !== null);
      if (!isOver || (await this.recoveries.merchantsWithout(tx, id, 1)).length > 0) return;
      await this.epochs.update(tx, id, {
        mode: 'open',
        endedBy: 'the engine',
        endReason: 'the platform knows of no charge that the books do not',
      });
      this.logger.log('The platform knows of no charge that the books do not: charging goes on');
    });
  }

  private async tell(tx: Tx, epoch: DatabaseEpoch, merchantId: bigint, type: EventType): Promise<void> {
    const { adopted, unplaced, absent } = await this.orders.tally(tx, merchantId, epoch.id);
    const counts =
      type === 'recovery.covered' ? { asked: adopted + unplaced + absent, adopted, unplaced } : {};
    await this.events.append(tx, merchantId, {
      type,
      customerId: null,
      subscriptionId: null,
      occurredAt: await this.clock.now(tx, merchantId),
      data: { signs: epoch.signs, since: epoch.gapFrom!.toISOString(), ...counts },
    });
  }
}
