import { Injectable, Logger } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import { next } from '../../../domain/state-machine.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Waits } from '../../../platform/config/waits.js';
import { CommitUncertainError, type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { Writes } from '../../../platform/database/writes.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { Batcher } from '../../../platform/flow/batcher.js';
import { CardsRepository } from '../../cards/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Attempt } from '../attempt.entity.js';
import { AttemptLeases, type ToSend } from '../attempt-leases.repository.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import { MOST_DELAY_BEFORE_SEND_MS } from '../waits.js';

const SENT = next(attemptMachine, attemptMachine.initial, 'mark_sent');

interface Asked {
  attempt: Attempt;
  sessionId: string;
}

interface Marked {
  ones: ReadonlySet<Asked>;
  sendBeforeMs: number;
}

const NOTHING: Marked = { ones: new Set(), sendBeforeMs: -Infinity };

/**
 * Until when it may be sent, by the monotonic clock; or null when nothing may be: the attempt was taken over, its charge
 * was paid or ended, or its card or merchant may not be charged this moment; the sweep gives such a one back unsent.
 * `unsent`: the row may say "sent", but nobody has sent or will send anything for it.
 */
export type Committed = number | null | 'unsent';

/**
 * Phase B of charging, for many attempts at once: from the commit on, the card may have been charged. So it
 * happens only for attempts that are still this worker's, and whose charge was not paid or ended meanwhile.
 */
@Injectable()
export class CommitToSend {
  private readonly logger = new Logger(CommitToSend.name);
  private readonly batcher = new Batcher<Asked, Committed>((asked) => this.commit(asked), {
    most: 50,
    lanes: 1,
  });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly charges: ChargesRepository,
    private readonly leases: AttemptLeases,
    private readonly cards: CardsRepository,
    private readonly lifecycle: ChargeLifecycle,
    private readonly merchantClock: MerchantClock,
    private readonly epochs: EpochGate,
    private readonly clock: Clock,
    private readonly waits: Waits,
  ) {}

  execute(attempt: Attempt, sessionId: string): Promise<Committed> {
    return this.batcher.run({ attempt, sessionId });
  }

  private async commit(asked: Asked[]): Promise<Committed[]> {
    let marked = NOTHING;
    const mark = async (tx: Tx) => (marked = await this.mark(tx, asked));
    try {
      return this.sent(asked, await this.uow.run(mark));
    } catch (error) {
      const attempts = asked.map(({ attempt }) => attempt.publicId);
      if (error instanceof CommitUncertainError) {
        this.logger.warn({ attempts }, 'The commit before sending is uncertain; reading it back');
        return this.readBack(asked, marked);
      }
      if (asked.length === 1) throw error;
      this.logger.warn({ err: error, attempts }, 'Committing to send failed; its attempts go one by one');
      return this.oneByOne(asked);
    }
  }

  private sent(asked: Asked[], { ones, sendBeforeMs }: Marked): Committed[] {
    return asked.map((one) => {
      if (!ones.has(one)) return null;
      Object.assign(one.attempt, { status: SENT, sessionId: one.sessionId });
      return sendBeforeMs;
    });
  }

  /**
   * What the lost commit has not done is done now. What it has done is not sent: how old it is, nobody can tell, and
   * a try a little later costs less. If this fails as well the row decides, and the sweep reads it.
   */
  private async readBack(asked: Asked[], before: Marked): Promise<Committed[]> {
    try {
      const marked = await this.uow.readBack((tx) => this.mark(tx, asked));
      const read = this.sent(asked, marked);
      return read.map((one, index) => (one === null && before.ones.has(asked[index]!) ? 'unsent' : one));
    } catch (error) {
      this.logger.warn({ err: error }, 'Reading back the commit before sending failed; not sending');
      return asked.map(() => null);
    }
  }

  /** What one of them breaks, a session id that Ottu gave twice for one, must not keep the others back. */
  private async oneByOne(asked: Asked[]): Promise<Committed[]> {
    const results: Committed[] = [];
    for (const one of asked) {
      results.push(
        await this.commit([one])
          .then(([committed]) => committed!)
          .catch((error: unknown) => {
            this.logger.error({ err: error, attempt_id: one.attempt.publicId }, 'Committing to send failed');
            return null;
          }),
      );
    }
    return results;
  }

  private async mark(tx: Tx, asked: Asked[]): Promise<Marked> {
    // Locked: a payment of the same invoice that is being booked this moment must be seen here.
    const charges = await this.charges.lockByKeys(
      tx,
      asked.map(({ attempt }) => ({ merchantId: attempt.merchantId, id: attempt.chargeId })),
    );
    if (!(await this.epochs.allowsMoney(tx))) return NOTHING;
    const times = await this.timesOf(tx, asked);
    // Refused since it was prepared, by a decline of another subscription: the sweep gives it back unsent.
    // Locked against others: of two charges of one card the second must see that the first is sent.
    const cards = await this.cards.lockByKeys(
      tx,
      asked.map(({ attempt }) => ({ merchantId: attempt.merchantId, id: attempt.cardId! })),
    );
    const wanted = firstOfEachCard(
      asked.filter(
        ({ attempt }) =>
          charges.get(attempt.chargeId)?.status === 'processing' &&
          cards.get(attempt.cardId!)?.status === 'active',
      ),
    );
    // Before the statement that takes the lease, or a pause within it or within the COMMIT would not be seen.
    const sendBeforeMs = this.clock.monotonicMs() + this.waits.ms(MOST_DELAY_BEFORE_SEND_MS);
    const ids = await this.leases.markSent(
      tx,
      { from: attemptMachine.initial, to: SENT },
      wanted.map((one): ToSend => ({ ...one, sentAt: times.get(one.attempt.merchantId)! })),
    );
    const sent = wanted.filter(({ attempt }) => ids.has(attempt.id));
    const writes = new Writes();
    for (const { attempt } of sent) {
      const sentAt = times.get(attempt.merchantId)!;
      await this.lifecycle.tellAttempt(writes, attempt, 'attempt.sent', sentAt);
    }
    await writes.flush(tx);
    return { ones: new Set(sent), sendBeforeMs };
  }

  private async timesOf(tx: Tx, asked: Asked[]): Promise<Map<bigint, Date>> {
    const times = new Map<bigint, Date>();
    for (const id of new Set(asked.map(({ attempt }) => attempt.merchantId))) {
      times.set(id, await this.merchantClock.now(tx, id));
    }
    return times;
  }
}

/**
 * Of two who ask for the same attempt in one batch only one may send: the row can tell them apart no more. And of two
 * attempts on one card: the answer to the first may forbid the second.
 */
function firstOfEachCard(asked: Asked[]): Asked[] {
  const seen = new Set<bigint>();
  return asked.filter(({ attempt: { cardId } }) => !seen.has(cardId!) && seen.add(cardId!));
}
