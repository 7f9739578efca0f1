import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { BooksRepository } from '../books.repository.js';
import { DayLifecycle } from '../day-lifecycle.js';
import { DaysRepository } from '../days.repository.js';
import { LinesRepository } from '../lines.repository.js';
import type { ReconciliationDay } from '../reconciliation-day.entity.js';
import { AskPlatform } from './ask-platform.js';
import { CompareDay } from './compare-day.js';
import { type Fetched, FetchFile } from './fetch-file.js';
import { StageFile } from './stage-file.js';

const SCHEDULES = 200;

type NotNow = Extract<Fetched, { kind: 'not_now' }>;

/** Opens the days that are over, and compares one. A day that throws is put off alone. */
@Injectable()
export class RunDays {
  private readonly logger = new Logger(RunDays.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly days: DaysRepository,
    private readonly lines: LinesRepository,
    private readonly books: BooksRepository,
    private readonly lifecycle: DayLifecycle,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly clock: MerchantClock,
    private readonly fetchFile: FetchFile,
    private readonly stageFile: StageFile,
    private readonly compareDay: CompareDay,
    private readonly askPlatform: AskPlatform,
  ) {}

  /** How much there was to do. */
  async execute(scope: TimeScope, now: Date): Promise<number> {
    const opened = await this.uow.run((tx) => this.days.openScheduled(tx, scope, now, SCHEDULES));
    const day = await this.uow.run((tx) => this.days.claimDue(tx, scope, now));
    if (day) await this.guarded(day);
    return opened + (day ? 1 : 0);
  }

  private async guarded(day: ReconciliationDay): Promise<void> {
    try {
      await this.run(day);
    } catch (error) {
      this.logger.error({ err: error, day: day.day, merchant_id: String(day.merchantId) }, 'A day failed');
      await this.putOff(day, 'a fault of ours; see the log', null);
    }
  }

  private async run(day: ReconciliationDay): Promise<void> {
    const { merchantId } = day;
    const merchant = (await this.uow.read((tx) => this.merchants.findById(tx, merchantId)))!;
    const account = this.accounts.accountOf(merchant);
    const now = await this.uow.read((tx) => this.clock.now(tx, merchantId));
    if (day.wantsFile || day.stagedRun === null || (await this.isBare(day))) {
      const fetched = await this.fetchFile.execute(account, day, now);
      if (fetched.kind === 'not_now') return this.without(day, fetched, now);
      const refused = await this.stageFile.execute(day, fetched);
      if (refused !== null) return this.putOff(day, refused, null);
    }
    const fresh = await this.compareDay.execute(merchant, day, now);
    await this.askPlatform.execute(account, day);
    await this.uow.run((tx) => this.lifecycle.compared(tx, day, fresh, now));
  }

  /** Its lines are gone and nobody has said so: held against none, every payment of the day would be missing there. */
  private async isBare(day: ReconciliationDay): Promise<boolean> {
    return day.lines > 0 && !(await this.uow.read((tx) => this.lines.areThere(tx, day)));
  }

  /** A day on which nothing was sent has no file: nobody is alarmed, and in the end it is proven by that. */
  private async without(day: ReconciliationDay, missing: NotNow, now: Date): Promise<void> {
    const { reason, retryAfterSeconds, isNotThere } = missing;
    const isEmpty = isNotThere === true && (await this.uow.read((tx) => this.books.isEmpty(tx, day)));
    if (!isEmpty) return this.putOff(day, reason, retryAfterSeconds);
    await this.uow.run((tx) => this.lifecycle.nothingSent(tx, day, now));
  }

  private putOff(day: ReconciliationDay, reason: string, seconds: number | null): Promise<void> {
    return this.uow.run(async (tx) => {
      const now = await this.clock.now(tx, day.merchantId);
      await this.lifecycle.putOff(tx, day, reason, seconds, now);
    });
  }
}
