import { Injectable } from '@nestjs/common';
import type { OperationWebhookReading, WebhookReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Attempt, AttemptsRepository } from '../charges/index.js';
import { type CardSetup, CardSetupsRepository } from '../checkout/index.js';

type Payment = Extract<WebhookReading, { kind: 'verified' }>;
type Operation = Extract<OperationWebhookReading, { kind: 'verified' }>;

/** What a genuine message says, by the address it came to. */
export type Told = { about: 'payment'; reading: Payment } | { about: 'operation'; reading: Operation };

export interface Message {
  merchantId: bigint;
  told: Told;
}

/** What a message is about, or why it is about nothing of ours. */
export type Named = { attempt: Attempt } | { setup: CardSetup } | { unmatched: string };

/** Finds what messages name, by what is signed and only that; in two or three statements for a whole batch. */
@Injectable()
export class NamedPayments {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly setups: CardSetupsRepository,
  ) {}

  /** In the order of the messages. */
  async find(tx: Tx, messages: readonly Message[]): Promise<Named[]> {
    const byOrder = mapOf(await this.attempts.findByOrders(tx, messages.flatMap(orderOf)), orderKey);
    const bySession = mapOf(await this.attempts.findBySessions(tx, messages.flatMap(sessionOf)), sessionKey);
    const others = messages.filter(({ told }) => told.about === 'payment').flatMap(orderOf);
    const setups = mapOf(
      await this.setups.findByOrders(tx, others.filter((order) => !byOrder.has(orderKey(order)))), // prettier-ignore
      orderKey,
    );
    return messages.map((message): Named => {
      const [order] = orderOf(message);
      const [session] = sessionOf(message);
      if (message.told.about === 'operation') {
        const attempt = order ? byOrder.get(orderKey(order)) : bySession.get(sessionKey(session!));
        return attempt && isOfOne(attempt, message.told.reading)
          ? { attempt }
          : { unmatched: 'no such order number or session' };
      }
      if (!order) return { unmatched: 'it names no order number' };
      const [attempt, setup] = [byOrder.get(orderKey(order)), setups.get(orderKey(order))];
      if (attempt) return { attempt };
      return setup ? { setup } : { unmatched: 'no such order number' };
    });
  }
}

/** Where both an order number and a session are signed, they must be of one payment. */
function isOfOne(attempt: Attempt, { sessionId }: Operation): boolean {
  return sessionId === null || attempt.sessionId === sessionId;
}

function orderOf({ merchantId, told }: Message) {
  const { orderNo } = told.reading;
  return orderNo === null ? [] : [{ merchantId, orderNo }];
}

/** Of those that have no order number; a payment's session is not signed, and finds nothing. */
function sessionOf({ merchantId, told }: Message) {
  if (told.about === 'payment' || told.reading.orderNo !== null) return [];
  return [{ merchantId, sessionId: told.reading.sessionId! }];
}

function orderKey({ merchantId, orderNo }: { merchantId: bigint; orderNo: string }): string {
  return `${merchantId} ${orderNo}`;
}

function sessionKey({ merchantId, sessionId }: { merchantId: bigint; sessionId: string | null }): string {
  return `${merchantId} ${sessionId}`;
}

function mapOf<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
