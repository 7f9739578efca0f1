import { Injectable } from '@nestjs/common';
import {
  ASK_EVERY_HOURS,
  COMPARE_AFTER_MINUTES,
  dayMachine,
  EMPTY_AFTER_TRIES,
  MOST_TRIES,
} from '../../domain/day-report/day-states.js';
import { next } from '../../domain/state-machine.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { EventsRepository } from '../events/index.js';
import { DaysRepository } from './days.repository.js';
import type { ComparedFile, ReconciliationDay } from './reconciliation-day.entity.js';

const HOUR_MS = 3_600_000;
const NOTHING_SENT = 'nothing was sent on this day, and the platform has no file of it';

/** The only writer of a day's status, and of when it is worked on. */
@Injectable()
export class DayLifecycle {
  constructor(
    private readonly days: DaysRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Now, or as soon as its lease ends. */
  async runNow(tx: Tx, day: ReconciliationDay, now: Date): Promise<ReconciliationDay> {
    return this.write(tx, day, { nextRunAt: now, wantsFile: true, tries: 0 });
  }

  /** What is known is compared again in a while, without asking for the file. */
  async compareSoon(tx: Tx, day: ReconciliationDay, now: Date): Promise<void> {
    const at = new Date(now.getTime() + COMPARE_AFTER_MINUTES * 60_000);
    if (day.nextRunAt === null || day.nextRunAt > at) await this.write(tx, day, { nextRunAt: at });
  }

  /** The lines of a new file are whole; what was said of the day was said of another one. */
  async staged(tx: Tx, day: ReconciliationDay, file: ComparedFile, lines: number): Promise<void> {
    await this.lockHeld(tx, day);
    const status = next(dayMachine, day.status, 'read_anew');
    const patch = {
      status,
      openDifferences: 0,
      file,
      lines,
      stagedRun: day.run,
      wantsFile: false,
      reason: null,
    };
    await this.write(tx, day, patch);
  }

  /** No file, or none that can be read: later, and after two days no more by itself. */
  async putOff(
    tx: Tx,
    day: ReconciliationDay,
    reason: string,
    seconds: number | null,
    now: Date,
  ): Promise<void> {
    await this.lockHeld(tx, day);
    const tries = day.tries + 1;
    const isLast = tries >= MOST_TRIES;
    const wait = Math.max((seconds ?? 0) * 1000, ASK_EVERY_HOURS * HOUR_MS);
    const nextRunAt = isLast ? null : new Date(now.getTime() + wait);
    // Proven because there was nothing on either side; now there is.
    const isNoMore = day.status === 'proven' && day.file === null;
    const status = isNoMore ? next(dayMachine, day.status, 'read_anew') : day.status;
    await this.write(tx, day, { status, tries, reason: reason.slice(0, 500), nextRunAt, leaseUntil: null });
    if (tries !== 1 && !isLast) return;
    await this.tell(tx, day, 'reconciliation.day_unread', now, { reason: day.reason });
  }

  /** No file, and nothing in our books that could stand in one: asked for quietly, and after a day that is the proof. */
  async nothingSent(tx: Tx, day: ReconciliationDay, now: Date): Promise<void> {
    await this.lockHeld(tx, day);
    const tries = day.tries + 1;
    const again = new Date(now.getTime() + ASK_EVERY_HOURS * HOUR_MS);
    // With a file of its own it is proven or not by that one.
    const isProof = day.file === null && tries >= EMPTY_AFTER_TRIES;
    const wasProven = day.status === 'proven';
    await this.write(tx, day, {
      tries: isProof ? 0 : tries,
      reason: NOTHING_SENT,
      nextRunAt: isProof || tries >= MOST_TRIES ? null : again,
      leaseUntil: null,
      ...(isProof && { status: next(dayMachine, day.status, 'agree'), comparedAt: now, wantsFile: false }),
    });
    if (isProof && !wasProven) {
      await this.tell(tx, day, 'reconciliation.day_proven', now, { reason: NOTHING_SENT });
    }
  }

  /** Compared. A day that was asked for again meanwhile stays due. */
  async compared(
    tx: Tx,
    day: ReconciliationDay,
    found: { open: number; fresh: number },
    now: Date,
  ): Promise<void> {
    const { open, fresh } = found;
    const event = open > 0 ? 'differ' : 'agree';
    const wasProven = day.status === 'proven';
    const current = await this.lockHeld(tx, day);
    const isAskedFor = current.wantsFile || (current.nextRunAt?.getTime() ?? 0) > day.nextRunAt!.getTime();
    await this.write(tx, day, {
      status: next(dayMachine, day.status, event),
      openDifferences: open,
      comparedAt: now,
      tries: 0,
      reason: null,
      nextRunAt: isAskedFor ? current.nextRunAt : null,
      leaseUntil: null,
    });
    if (event === 'agree' && !wasProven) await this.tell(tx, day, 'reconciliation.day_proven', now, {});
    if (fresh > 0)
      await this.tell(tx, day, 'reconciliation.differences_found', now, { count: String(fresh) });
  }

  /** A decision of a person may have been the last that was open. */
  async decided(tx: Tx, day: ReconciliationDay, open: number, now: Date): Promise<void> {
    if (day.status !== 'differences') return;
    await this.write(tx, day, {
      status: next(dayMachine, day.status, open > 0 ? 'differ' : 'agree'),
      openDifferences: open,
    });
    if (open === 0) await this.tell(tx, day, 'reconciliation.day_proven', now, {});
  }

  /** Who was too slow has lost the day to another process, and writes nothing more about it. */
  private async lockHeld(tx: Tx, { merchantId, day, run }: ReconciliationDay): Promise<ReconciliationDay> {
    const current = await this.days.lockByDay(tx, merchantId, day);
    if (current?.run !== run) throw new Error(`day ${day} of merchant ${merchantId} was taken over`);
    return current;
  }

  private async write(
    tx: Tx,
    day: ReconciliationDay,
    patch: Partial<ReconciliationDay>,
  ): Promise<ReconciliationDay> {
    await this.days.update(tx, day, patch);
    return Object.assign(day, patch);
  }

  private tell(
    tx: Tx,
    { merchantId, day }: ReconciliationDay,
    type: 'reconciliation.day_unread' | 'reconciliation.day_proven' | 'reconciliation.differences_found',
    occurredAt: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    const event = { type, customerId: null, subscriptionId: null, occurredAt, data: { day, ...data } };
    return this.events.append(tx, merchantId, event);
  }
}
