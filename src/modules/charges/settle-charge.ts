import { Injectable, Logger } from '@nestjs/common';
import { attemptMachine } from '../../domain/charge/attempt-states.js';
import { next } from '../../domain/state-machine.js';
import { crashpoint } from '../../platform/config/crashpoint.js';
import { inBatch } from '../../platform/database/in-batch.js';
import { CommitUncertainError, type Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Writes } from '../../platform/database/writes.js';
import { Batcher } from '../../platform/flow/batcher.js';
import { LedgerTransaction } from '../ledger/index.js';
import type { Attempt } from './attempt.entity.js';
import { StopOnBrokenMoneyLaw } from './broken-money-law.js';
import { eventsFor, type GatewayOutcome } from './gateway-outcome.js';
import { SettleHold } from './settle-hold.js';
import { SettleNegative } from './settle-negative.js';
import { isPlain, SettleSuccess } from './settle-success.js';
import type { SettledBy, SettlementContext } from './settlement-context.js';
import { SettlementContexts } from './settlement-contexts.js';
import { StopCollection } from './stop-collection.js';

interface News {
  attempt: Attempt;
  outcome: GatewayOutcome;
  by: SettledBy;
}

type Settled = { attempt: Attempt } | { error: Error };

/**
 * The one function through which anything that is learnt about an attempt enters the books: result,
 * invoice, ledger and events in one transaction. The order of arrival does not matter: a success is
 * taken in every state, anything else only where the table still allows it.
 */
@Injectable()
export class SettleCharge {
  private readonly logger = new Logger(SettleCharge.name);
  /** What is learnt at the same time is settled together; each in full or not at all. */
  private readonly batcher = new Batcher<News, Settled>((news) => this.settle(news), { most: 200, lanes: 1 });

  constructor(
    private readonly uow: UnitOfWork,
    private readonly contexts: SettlementContexts,
    private readonly success: SettleSuccess,
    private readonly negative: SettleNegative,
    private readonly hold: SettleHold,
    private readonly stopCollection: StopCollection,
    private readonly stopOnBrokenLaw: StopOnBrokenMoneyLaw,
  ) {}

  async execute(attempt: Attempt, outcome: GatewayOutcome, by: SettledBy): Promise<Attempt> {
    const settled = await this.batcher.run({ attempt, outcome, by });
    if ('error' in settled) {
      await this.stopOnBrokenLaw.execute(attempt.merchantId, settled.error);
      throw settled.error;
    }
    crashpoint('after-settle');
    return settled.attempt;
  }

  /** For whoever has more to write in the same transaction, and holds no lock below the subscription's. */
  async within(tx: Tx, attempt: Attempt, outcome: GatewayOutcome, by: SettledBy): Promise<Attempt> {
    const [context] = await this.contexts.lock(tx, [attempt]);
    await this.enter(tx, context!, { attempt, outcome, by });
    return context!.attempt;
  }

  /** After an uncertain commit once more, at once: what is in the books by then is no news, and changes nothing. */
  private async settle(news: News[]): Promise<Settled[]> {
    try {
      return await this.uow.run((tx) => this.book(tx, news));
    } catch (error) {
      if (!(error instanceof CommitUncertainError)) throw error;
      this.logger.warn({ attempts: news.map(({ attempt }) => attempt.publicId) }, error.message);
      return this.uow.readBack((tx) => this.book(tx, news));
    }
  }

  private async book(tx: Tx, news: News[]): Promise<Settled[]> {
    const [first, later] = bySubscription(news);
    const settled = new Map<News, Settled>();
    const results = await inBatch<News, Settled>(tx, first, {
      together: (inner, batch) => this.together(inner, batch),
      alone: (inner, one) => this.alone(inner, one),
      failed: async (_outer, _one, error) => ({ error }),
    });
    first.forEach((one, index) => settled.set(one, results[index]!));
    for (const one of later) {
      const result = tx.transaction((inner) => this.alone(inner, one));
      settled.set(one, await result.catch((error: unknown) => ({ error: error as Error })));
    }
    return news.map((one) => settled.get(one)!);
  }

  private async together(tx: Tx, news: News[]): Promise<Settled[]> {
    const contexts = await this.contexts.lock(tx, news.map(({ attempt }) => attempt)); // prettier-ignore
    const writes = await Writes.reserving(tx, new Map([[LedgerTransaction, news.length]]));
    for (const [index, context] of contexts.entries()) {
      const one = news[index]!;
      if (isPlain(context, one.outcome)) await this.enterPlain(writes, context, one);
      else await this.enter(tx, context, one);
    }
    await writes.flush(tx);
    return contexts.map(({ attempt }) => ({ attempt }));
  }

  private async alone(tx: Tx, { attempt, outcome, by }: News): Promise<Settled> {
    return { attempt: await this.within(tx, attempt, outcome, by) };
  }

  /** A renewal that was paid and changes nothing else, as nearly all do: nothing has to be read for it. */
  private async enterPlain(writes: Writes, context: SettlementContext, one: News): Promise<void> {
    const status = statusAfter(context, one.outcome);
    if (status === null || one.outcome.kind !== 'succeeded') return;
    await this.success.collect(writes, context, status, one.outcome.payment, one.by);
    crashpoint('inside-settle');
  }

  private async enter(tx: Tx, context: SettlementContext, { outcome, by }: News): Promise<void> {
    const status = statusAfter(context, outcome);
    if (status === null) return;
    if (outcome.kind === 'succeeded') await this.success.apply(tx, context, status, outcome.payment, by);
    else if (outcome.kind === 'authorized') await this.hold.apply(tx, context, status, outcome.payment);
    else await this.negative.apply(tx, context, status, outcome, by);
    crashpoint('inside-settle');
    if (context.subscription)
      await this.stopCollection.finishRequestedCancel(tx, context.subscription, context.now);
  }
}

/** Where the news lead, along the table; null when they are none. */
function statusAfter({ attempt }: SettlementContext, outcome: GatewayOutcome): Attempt['status'] | null {
  const events = eventsFor(attempt.status, outcome);
  if (events.length === 0) return null;
  return events.reduce((state, event) => next(attemptMachine, state, event), attempt.status);
}

/** The first news of each subscription, or invoice of none, and the others: those are read after the first are written. */
function bySubscription(news: News[]): [News[], News[]] {
  const seen = new Set<bigint | string>();
  const first = news.filter(({ attempt }) => {
    const subscriptionId = attempt.subscriptionId ?? `none, but invoice ${attempt.invoiceId}`;
    const isFirst = !seen.has(subscriptionId);
    seen.add(subscriptionId);
    return isFirst;
  });
  return [first, news.filter((one) => !first.includes(one))];
}
