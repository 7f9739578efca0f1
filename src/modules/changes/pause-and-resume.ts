import { Injectable } from '@nestjs/common';
import { isOfOneAmount } from '../../domain/agreement/agreement-terms.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { type Agreement, AgreementsRepository } from '../cards/index.js';
import {
  requireFuture,
  ScheduleBook,
  type Subscription,
  SubscriptionLifecycle,
} from '../subscriptions/index.js';
import { CountAnew, takeUpOf, type TakingUp } from './count-anew.js';
import type { ResumeSubscriptionRequest } from './dto/resume-subscription.request.js';
import { Unsettled } from './unsettled.js';

/** What pausing and resuming do, whoever asks: a request now, or the clock for what was planned. */
@Injectable()
export class PauseAndResume {
  constructor(
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly countAnew: CountAnew,
    private readonly unsettled: Unsettled,
    private readonly agreements: AgreementsRepository,
  ) {}

  async pause(
    tx: Tx,
    subscription: Subscription,
    { access, resumeAt }: { access: 'keep' | 'remove'; resumeAt: Date | null },
    at: Date,
  ): Promise<void> {
    const patch = await this.decidePause(tx, subscription, access, at);
    const resume = resumeAt && { resume_at: resumeAt.toISOString() };
    await this.lifecycle.apply(tx, subscription, 'pause', at, patch, { on_purpose: true, access, ...resume });
    if (!resumeAt) return;
    const when = { at: resumeAt };
    await this.schedule.plan(tx, subscription, { what: RESUME, origin: 'request', when }, at);
  }

  /** Whether it may be paused now, and what of its row that changes; nothing is written. @throws AppError */
  async decidePause(tx: Tx, subscription: Subscription, pauseAccess: 'keep' | 'remove', at: Date) {
    if (subscription.status !== 'active') refuse(subscription, 'only an active one can be paused');
    if (subscription.cancelAtPeriodEnd) refuse(subscription, 'it is to be canceled at the end of its period');
    await this.unsettled.refuse(tx, subscription, 'pausing');
    return { pausedAt: at, pauseAccess };
  }

  /** What a request asks for, which may name a later moment; nothing is written. @throws AppError */
  async askedResume(
    tx: Tx,
    { anchor = 'now', at: asked }: ResumeSubscriptionRequest,
    subscription: Subscription,
    now: Date,
  ): Promise<{ anchor: 'now' | 'keep'; at: Date; taking: TakingUp }> {
    const at = asked === undefined ? now : new Date(asked);
    if (asked !== undefined) requireFuture('at', at, now, '; leave it out for now');
    const taking = decideResume(subscription, anchor, at);
    const { merchantId, id } = subscription;
    refusePart(taking, await this.agreements.findBySubscription(tx, merchantId, id));
    return { anchor, at, taking };
  }

  /** A resume that was planned for later is taken back by one that comes first. */
  async resume(tx: Tx, subscription: Subscription, anchor: 'now' | 'keep', at: Date): Promise<void> {
    const { taken, patch } = decideResume(subscription, anchor, at);
    await this.schedule.undoKind(tx, subscription, 'resume', at, 'it was resumed before');
    const next = { next_bill_at: taken.nextBillAt.toISOString() };
    await this.lifecycle.apply(tx, subscription, 'resume', at, patch, next);
    if (taken.anew) await this.countAnew.apply(tx, subscription, taken.anew, 'paused', at);
  }
}

/** What is planned with a pause that ends by itself. */
export const RESUME = { kind: 'resume', anchor: 'now' } as const;

/** Whether it may be resumed, and where it goes on then. Pure. @throws AppError */
function decideResume(subscription: Subscription, anchor: 'now' | 'keep', at: Date): TakingUp {
  if (subscription.status !== 'paused') refuse(subscription, 'only a paused one can be resumed');
  if (subscription.pastDueSince !== null) {
    refuse(subscription, 'it was paused because of an open invoice, and paying that resumes it');
  }
  const taken = takeUpOf(subscription, anchor, at);
  return {
    event: 'resume',
    taken,
    patch: { pausedAt: null, pauseAccess: null, nextBillAt: taken.nextBillAt },
  };
}

/** The rest of a period is charged by itself, and whoever agreed to payments of one amount is charged nothing else. */
function refusePart({ taken }: TakingUp, agreement: Agreement | null): void {
  if (!taken.anew?.anchor.stub || !isOfOneAmount(agreement)) return;
  const message =
    'cannot be keep: the rest of the running period costs a part, and the customer agreed to payments of one amount. Allowed is now';
  throw AppError.field('rule_violation', 'anchor', message);
}

function refuse({ publicId, status }: Subscription, why: string): never {
  throw new AppError('conflict', `Subscription ${publicId} is ${status}: ${why}`);
}
