import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type ListEventsQuery, START } from '../dto/list-events.query.js';
import type { Event } from '../event.entity.js';
import { type EventFilter, EventsRepository } from '../events.repository.js';

/** Batches of renewals are the longest transactions that append, and take far less. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 10;

/**
 * What happened after an event, the oldest first. An id is drawn before its transaction commits, so that a later
 * event may be seen before an earlier one: whoever had read the later one would never be given the earlier. What
 * was begun before the question is therefore waited for, and what begins after it is left to the next question.
 */
@Injectable()
export class FollowEvents {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly events: EventsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `invalid_request` for an event that is not there; `not_ready` when a transaction does not end */
  async execute(
    merchantId: bigint,
    filter: EventFilter,
    after: string,
    { cursor, limit }: Pick<ListEventsQuery, 'cursor' | 'limit'>,
  ): Promise<Event[]> {
    if (cursor !== undefined) {
      throw AppError.field('invalid_request', 'cursor', 'must not be given together with after');
    }
    const afterId = await this.placeOf(merchantId, after);
    const upTo = await this.settledUpTo();
    return this.uow.read((tx) => this.events.following(tx, merchantId, filter, { afterId, upTo, limit }));
  }

  private async placeOf(merchantId: bigint, after: string): Promise<bigint> {
    if (after === START) return 0n;
    const event = await this.uow.read((tx) => this.events.findByPublicId(tx, merchantId, after));
    if (event) return event.id;
    throw AppError.field('invalid_request', 'after', `must be an event that there is, or "${START}"`);
  }

  /** The last id that was drawn, once nobody can commit it or a smaller one any more. */
  private async settledUpTo(): Promise<bigint> {
    // In this order: who draws an id after it was read has begun to append before the appenders are read.
    const lastId = await this.uow.read((tx) => this.events.lastDrawnId(tx));
    const begun = await this.uow.read((tx) => this.events.appending(tx));
    const end = this.clock.monotonicMs() + PATIENCE_MS;
    for (let open = begun; open.length > 0;) {
      if (this.clock.monotonicMs() > end) {
        throw new AppError('not_ready', 'What happened is still being written; ask again', [], {
          'retry-after': '1',
        });
      }
      await sleep(LOOK_EVERY_MS);
      const still = new Set(await this.uow.read((tx) => this.events.appending(tx)));
      open = open.filter((transaction) => still.has(transaction));
    }
    return lastId;
  }
}
