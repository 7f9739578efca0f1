import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import {
  CommitUncertainError,
  isToBeRepeated,
  sqlState,
  type Tx,
  UnitOfWork,
} from '../../platform/database/unit-of-work.js';
import { Batcher } from '../../platform/flow/batcher.js';
import { FloodGauge } from './flood-gauge.js';
import type { InboundWebhook } from './inbound-webhook.entity.js';
import {
  type BodyKey,
  InboundWebhooksRepository,
  type NewInboundWebhook,
} from './inbound-webhooks.repository.js';
import { LeaveOut } from './leave-out.js';
import type { Told } from './named-payments.js';
import { nextMatchAt } from './next-match.js';
import { type Effect, WebhookEffects } from './webhook-effects.js';

/** A genuine message, not stored yet: the row without what becomes of it. */
export interface Genuine {
  row: Omit<NewInboundWebhook, 'status'>;
  told: Told;
}

/** Less than a sender waits, so that there is another try. */
const MOST_MS = 13_000;

const REPEATED = { status: 'duplicate', reason: 'the same bytes came before', attemptId: null } as const;
const OURS = 'it cannot be taken: an error of ours, see the log';

/**
 * Stores genuine messages with what they do, those that come at the same time in one transaction: one by one they cost
 * nine statements each, and a few hundred a second beside renewals were answered after half a minute.
 */
@Injectable()
export class StoreWebhooks {
  private readonly logger = new Logger(StoreWebhooks.name);
  private readonly gauge = new FloodGauge();
  private readonly batcher = new Batcher<Genuine, InboundWebhook>((batch) => this.store(batch), {
    most: 100,
    lanes: 2,
    mostMs: MOST_MS,
  });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly effects: WebhookEffects,
    private readonly webhooks: InboundWebhooksRepository,
    private readonly leaveOut: LeaveOut,
    private readonly clock: Clock,
  ) {}

  /** Committed when it resolves; null when so many came about its payment that it is not kept. */
  async execute(message: Genuine): Promise<InboundWebhook | null> {
    const { merchantId, kind } = message.row;
    const name = nameOf(message);
    const key = `${merchantId} ${kind} ${name}`;
    if (!this.gauge.take(key, this.clock.monotonicMs())) {
      await this.leaveOut.execute({ merchantId, kind, name });
      return null;
    }
    try {
      return await this.batcher.run(message);
    } catch (error) {
      this.gauge.giveBack(key);
      throw error;
    }
  }

  /** Nearly always all together; where that throws, each for itself, so that one cannot keep the others out. */
  private async store(batch: Genuine[]): Promise<InboundWebhook[]> {
    try {
      return await this.uow.run(async (tx) => {
        await this.webhooks.limitWaits(tx);
        return this.together(tx, batch);
      });
    } catch (error) {
      if (error instanceof CommitUncertainError) throw error;
      this.logger.warn(
        { err: error, messages: batch.length },
        'A batch of webhooks failed; each is taken alone',
      );
      return this.uow.run((tx) => this.oneByOne(tx, batch));
    }
  }

  private async oneByOne(tx: Tx, batch: Genuine[]): Promise<InboundWebhook[]> {
    await this.webhooks.limitWaits(tx);
    const stored: InboundWebhook[] = [];
    for (const message of batch) {
      const alone = tx.transaction((inner) => this.together(inner, [message]));
      stored.push(...(await alone.catch((error: unknown) => this.keep(tx, message, error))));
    }
    return stored;
  }

  private async together(tx: Tx, messages: Genuine[]): Promise<InboundWebhook[]> {
    const fresh = await this.withoutRepeated(tx, messages);
    const effects = await this.effects.apply(
      tx,
      fresh.map(({ row: { merchantId }, told }) => ({ merchantId, told })),
    );
    const effectOf = new Map(fresh.map((message, i) => [message, effects[i]!]));
    const rows = messages.map((message) => withEffect(message.row, effectOf.get(message) ?? REPEATED));
    return this.webhooks.insertAll(tx, rows);
  }

  /** Without those whose very bytes were taken before, or come a second time in this batch. */
  private async withoutRepeated(tx: Tx, messages: Genuine[]): Promise<Genuine[]> {
    const taken = await this.webhooks.taken(tx, messages.map(({ row }) => row)); // prettier-ignore
    const seen = new Set(taken.map(keyOf));
    return messages.filter(({ row }) => {
      const isNew = !seen.has(keyOf(row));
      seen.add(keyOf(row));
      return isNew;
    });
  }

  /** Nothing genuine is lost by an error of ours: it is tried again with those that match nothing yet. */
  private keep(tx: Tx, { row }: Genuine, error: unknown): Promise<InboundWebhook[]> {
    if (isToBeRepeated(error) || isOfTheDatabase(error)) throw error;
    this.logger.error({ err: error, order_no: row.orderNo }, 'A webhook cannot be taken');
    const effect = { status: 'unmatched', reason: OURS, attemptId: null } as const;
    return this.webhooks.insertAll(tx, [withEffect(row, effect)]);
  }
}

/** What its payment is called, by what is signed. */
function nameOf({ told: { about, reading } }: Genuine): string {
  return reading.orderNo ?? (about === 'operation' ? reading.sessionId : null) ?? '';
}

function keyOf({ merchantId, bodyHash }: BodyKey): string {
  return `${merchantId} ${bodyHash.toString('hex')}`;
}

function withEffect(row: Genuine['row'], effect: Effect): NewInboundWebhook {
  const { receivedAt } = row;
  const again = effect.status === 'unmatched' ? nextMatchAt(receivedAt, 0, receivedAt) : null;
  return { ...row, ...effect, nextMatchAt: again };
}

/** Canceled, ended or out of means: the next message would fare no better, and this one keeps its sender waiting. */
function isOfTheDatabase(error: unknown): boolean {
  return /^(53|57|58|08)/.test(sqlState(error) ?? '');
}
