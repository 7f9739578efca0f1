import { Injectable, Logger } from '@nestjs/common';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type DatabaseEpoch, EpochsRepository } from '../../../platform/epoch/index.js';
import {
  ChargingSwitch,
  MerchantAccounts,
  MerchantClock,
  MerchantsRepository,
} from '../../merchants/index.js';
import { judgeAnswer } from '../judge-answer.js';
import { RecoveriesRepository } from '../recoveries.repository.js';
import type { RecoveryOrder } from '../recovery-order.entity.js';
import { RecoveryOrdersRepository } from '../recovery-orders.repository.js';
import { AdoptOrder } from './adopt-order.js';

/** Twenty a minute: the platform answers thirty, and the sweep goes on asking meanwhile. */
const A_TURN = 5;
const PAUSE_MS = 15_000;
/** While another attempt of the invoice is decided. */
const WAITS_MS = 31 * 60_000;
/** Silences after a silence, a quarter of an hour in all, before one merchant's charging stops and the others go on. */
const MOST_ASKS_OF_A_PROBE = 5;

/** Asks the platform about the next few order numbers of one merchant. */
@Injectable()
export class AskOrders {
  private readonly logger = new Logger(AskOrders.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly epochs: EpochsRepository,
    private readonly recoveries: RecoveriesRepository,
    private readonly orders: RecoveryOrdersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly clock: MerchantClock,
    private readonly charging: ChargingSwitch,
    private readonly adopt: AdoptOrder,
    private readonly waits: Waits,
  ) {}

  /** How many were asked for; zero when no merchant's turn has come. */
  async execute(epoch: DatabaseEpoch): Promise<number> {
    const recovery = await this.uow.run((tx) =>
      this.recoveries.takeTurn(tx, epoch.id, this.waits.ms(PAUSE_MS)),
    );
    if (recovery === null) return 0;
    const { merchantId } = recovery;
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const account = this.accounts.accountOf(merchant);
    const turn = await this.uow.read((tx) => this.orders.toAsk(tx, merchantId, epoch.id, A_TURN));
    for (const order of turn) {
      const { orderNo } = order;
      const of = { orderNo, createdAt: null, isGuess: true } as const;
      const look = await this.gateway.inquire(account, { orderNo }, of);
      await this.alone(order, async () => {
        const isBehindAbsent = await this.uow.read((tx) => this.orders.isBehindAbsent(tx, order));
        await this.take(
          epoch,
          order,
          judgeAnswer(look, order, { isProbe: epoch.mode === 'probing', isBehindAbsent }),
        );
      });
    }
    return turn.length;
  }

  /** One that throws is asked for again later; the others go on. */
  private async alone(order: RecoveryOrder, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error, order_no: order.orderNo }, 'Adopting a lost order failed');
      const note = `adopting failed: ${(error as Error).message}`;
      await this.uow.read((tx) => this.orders.askAgain(tx, order, this.waits.ms(WAITS_MS), note));
    }
  }

  private async take(
    epoch: DatabaseEpoch,
    order: RecoveryOrder,
    answer: ReturnType<typeof judgeAnswer>,
  ): Promise<void> {
    switch (answer.kind) {
      case 'absent':
        return this.uow.read((tx) => this.orders.answer(tx, order, 'absent', null));
      case 'again': {
        const { said, saidTimes, reason } = answer;
        // An answer that is only not yet believed is no silence.
        const isVain = order.asks + 1 - saidTimes >= MOST_ASKS_OF_A_PROBE;
        if (epoch.mode === 'probing' && isVain) return this.stop(order, reason);
        const inMs = this.waits.ms(answer.inSeconds * 1000);
        return this.uow.read((tx) => this.orders.askAgain(tx, order, inMs, reason, { said, saidTimes }));
      }
      case 'known':
      case 'secret':
        // Placed at once: about the same order the platform answers only every half hour.
        if (epoch.mode === 'probing') await this.suspect(epoch, order);
        return this.place(order, answer);
    }
  }

  private async place(
    order: RecoveryOrder,
    answer: Extract<ReturnType<typeof judgeAnswer>, { kind: 'known' | 'secret' }>,
  ): Promise<void> {
    const payment = answer.kind === 'known' ? answer.payment : null;
    const said = answer.kind === 'known' ? `the session is ${answer.payment.state}` : answer.reason;
    const adoption = await this.adopt.execute(order, payment);
    await this.uow.read((tx) => {
      if (adoption.kind === 'adopted') return this.orders.answer(tx, order, 'adopted', said);
      if (adoption.kind === 'unplaced') {
        return this.orders.answer(tx, order, 'unplaced', `${said}, but ${adoption.reason}`);
      }
      return this.orders.askAgain(tx, order, this.waits.ms(WAITS_MS), `${said}, but ${adoption.reason}`);
    });
    if (adoption.kind !== 'unplaced') return;
    this.logger.error(
      { order_no: order.orderNo, said, reason: adoption.reason },
      'A lost order has no place in the books',
    );
  }

  /** The platform knows an order that the books do not: this is an old copy, and nothing in it is to be believed. */
  private async suspect(epoch: DatabaseEpoch, order: RecoveryOrder): Promise<void> {
    this.logger.error(
      { order_no: order.orderNo },
      'The platform knows of a charge that the books do not: an old copy of the database was put back. Nothing is charged until `npm run recover` ends it',
    );
    await this.uow.run(async (tx) => {
      const newest = await this.epochs.lockNewest(tx);
      if (newest?.id !== epoch.id || newest.mode !== 'probing') return;
      const signs = [...newest.signs, 'platform_knows_more' as const];
      await this.epochs.update(tx, epoch.id, { mode: 'reconcile_only', signs });
      await this.recoveries.listAgain(tx, epoch.id, null);
    });
  }

  /** Nobody answers for this merchant. Its charges wait for a person; those of the others need not. */
  private stop(order: RecoveryOrder, reason: string): Promise<void> {
    const { merchantId } = order;
    return this.uow.run(async (tx) => {
      await this.orders.answer(tx, order, 'unanswered', reason);
      await this.charging.stopUnlessStopped(tx, merchantId, {
        at: await this.clock.now(tx, merchantId),
        reason: `after a silence the platform could not be asked whether it knows of other charges: ${reason}`,
      });
    });
  }
}
