import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { ScheduleBook, type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';
import { CountAnew } from './count-anew.js';
import { Unsettled } from './unsettled.js';

/** What pausing and resuming do, whoever asks: a request now, or the clock for what was planned. */
@Injectable()
export class PauseAndResume {
  constructor(
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly countAnew: CountAnew,
    private readonly unsettled: Unsettled,
  ) {}

  async pause(
    tx: Tx,
    subscription: Subscription,
    { access, resumeAt }: { access: 'keep' | 'remove'; resumeAt: Date | null },
    at: Date,
  ): Promise<void> {
    if (subscription.status !== 'active') refuse(subscription, 'only an active one can be paused');
    if (subscription.cancelAtPeriodEnd) refuse(subscription, 'it is to be canceled at the end of its period');
    await this.unsettled.refuse(tx, subscription, 'pausing');
    const patch = { pausedAt: at, pauseAccess: access };
    const resume = resumeAt && { resume_at: resumeAt.toISOString() };
    await this.lifecycle.apply(tx, subscription, 'pause', at, patch, { on_purpose: true, access, ...resume });
    if (!resumeAt) return;
    const what = { kind: 'resume' as const, anchor: 'now' as const };
    await this.schedule.plan(tx, subscription, { what, origin: 'request', when: { at: resumeAt } }, at);
  }

  /** A resume that was planned for later is taken back by one that comes first. */
  async resume(tx: Tx, subscription: Subscription, anchor: 'now' | 'keep', at: Date): Promise<void> {
    if (subscription.status !== 'paused') refuse(subscription, 'only a paused one can be resumed');
    if (subscription.pastDueSince !== null) {
      refuse(subscription, 'it was paused because of an open invoice, and paying that resumes it');
    }
    await this.schedule.undoKind(tx, subscription, 'resume', at, 'it was resumed before');
    const taken = this.countAnew.takeUp(subscription, anchor, at);
    const patch = { pausedAt: null, pauseAccess: null, nextBillAt: taken.nextBillAt };
    const next = { next_bill_at: taken.nextBillAt.toISOString() };
    await this.lifecycle.apply(tx, subscription, 'resume', at, patch, next);
    if (taken.anew) await this.countAnew.apply(tx, subscription, taken.anew, 'paused', at);
  }
}

function refuse({ publicId, status }: Subscription, why: string): never {
  throw new AppError('conflict', `Subscription ${publicId} is ${status}: ${why}`);
}
