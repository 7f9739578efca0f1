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
import { DifferencesRepository } from './differences.repository.js';
import type { ComparedFile, ReconciliationDay } from './reconciliation-day.entity.js';

const HOUR_MS = 3_600_000;
const NOTHING_SENT = 'nothing was sent on this day, and the platform has no file of it';

/** The only writer of a day's status, and of when it is worked on. */
@Injectable()
export class DayLifecycle {
  constructor(
    private readonly days: DaysRepository,
    private readonly differences: DifferencesRepository,
    private readonly events: EventsRepository,
  ) {}

  /** Now, or as soon as its lease ends. */
  async runNow(tx: Tx, day: ReconciliationDay, now: Date): Promise<ReconciliationDay> {
    return this.write(tx, day, { nextRunAt: now, wantsFile: true, tries: 0 });
  }

  /** What is known is compared again in a while, without asking for the file. */
  async compareSoon(tx: Tx, day: ReconciliationDay, now: Date): Promise<void> {
    const at = new Date(now.getTime() + COMPARE_AFTER_MINUTES * 60_000);
    const { nextRunAt, leaseUntil } = day;
    // The run that is under way may have passed what was decided just now.
    const isUnderWay = leaseUntil !== null && nextRunAt !== null && nextRunAt <= now;
    if (isUnderWay || nextRunAt === null || nextRunAt > at) await this.write(tx, day, { nextRunAt: at });
  }

  /** The lines of a new file are whole; what was said of the day was said of another one. */
  async staged(tx: Tx, day: ReconciliationDay, file: ComparedFile, lines: number): Promise<void> {
    const current = await this.lockHeld(tx, day);
    const patch = {
      status: next(dayMachine, current.status, 'read_anew'),
      openDifferences: 0,
      file,
      lines,
      stagedRun: day.run,
      // Whoever asked for the file while this one came means a younger one.
      wantsFile: isAskedForAnew(current, day),
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
    const current = await this.lockHeld(tx, day);
    const isAnew = isAskedForAnew(current, day);
    const tries = day.tries + 1;
    const isLast = tries >= MOST_TRIES && !isAnew;
    const wait = Math.max((seconds ?? 0) * 1000, ASK_EVERY_HOURS * HOUR_MS);
    const later = isLast ? null : new Date(now.getTime() + wait);
    // Proven because there was nothing on either side; now there is.
    const isNoMore = current.status === 'proven' && current.file === null;
    await this.write(tx, day, {
      status: isNoMore ? next(dayMachine, current.status, 'read_anew') : current.status,
      tries: isAnew ? current.tries : tries,
      reason: reason.slice(0, 500),
      nextRunAt: isAnew ? current.nextRunAt : later,
      leaseUntil: null,
    });
    if (tries !== 1 && !isLast) return;
    await this.tell(tx, day, 'reconciliation.day_unread', now, { reason: day.reason });
  }

  /** No file, and nothing in our books that could stand in one: asked for quietly, and after a day that is the proof. */
  async nothingSent(tx: Tx, day: ReconciliationDay, now: Date): Promise<void> {
    const current = await this.lockHeld(tx, day);
    const isAnew = isAskedForAnew(current, day);
    const tries = isAnew ? current.tries : day.tries + 1;
    const again = new Date(now.getTime() + ASK_EVERY_HOURS * HOUR_MS);
    // With a file of its own it is proven or not by that one.
    const isProof = current.file === null && tries >= EMPTY_AFTER_TRIES && !isAnew;
    const isLast = isProof || tries >= MOST_TRIES;
    const wasProven = current.status === 'proven';
    await this.write(tx, day, {
      tries: isProof ? 0 : tries,
      reason: NOTHING_SENT,
      nextRunAt: isAnew ? current.nextRunAt : isLast ? null : again,
      leaseUntil: null,
      ...(isProof && {
        status: next(dayMachine, current.status, 'agree'),
        comparedAt: now,
        wantsFile: false,
      }),
    });
    if (isProof && !wasProven) {
      await this.tell(tx, day, 'reconciliation.day_proven', now, { reason: NOTHING_SENT });
    }
  }

  /** Compared; `fresh` differences are new or open again. A day that was asked for again meanwhile stays due. */
  async compared(tx: Tx, day: ReconciliationDay, fresh: number, now: Date): Promise<void> {
    const current = await this.lockHeld(tx, day);
    // Who decides about one of them waits for this lock, and then counts anew.
    const open = await this.differences.countOpen(tx, day);
    const event = open > 0 ? 'differ' : 'agree';
    const wasProven = current.status === 'proven';
    const isAskedFor = current.wantsFile || isAskedForAnew(current, day);
    await this.write(tx, day, {
      status: next(dayMachine, current.status, event),
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

/** A claim leaves the time of its run as it was: another one was written by somebody since. */
function isAskedForAnew(current: ReconciliationDay, claimed: ReconciliationDay): boolean {
  return current.nextRunAt?.getTime() !== claimed.nextRunAt?.getTime();
}
