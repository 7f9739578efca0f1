import { ApiProperty } from '@nestjs/swagger';
import { amountOf } from '../../charges/index.js';
import type {
  WaitingCharge,
  WaitingCheck,
  WaitingCount,
  WaitingRefund,
  WaitingSubscription,
} from '../due.repository.js';
import { localInstant } from '../local-instant.js';

class DueEntry {
  @ApiProperty({ description: 'When it is due.', example: '2027-01-31T09:00:00.000Z' })
  at: string;

  @ApiProperty({
    description: "The same instant on the merchant's clock.",
    example: '2027-01-31T12:00:00+03:00',
  })
  at_local: string;

  @ApiProperty({
    description: 'Of what is due: the subscription, charge, attempt or refund.',
    example: 'active',
  })
  status: string;
}

class DueSubscription extends DueEntry {
  @ApiProperty({ example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  subscription: string;
}

class DueOfInvoice extends DueEntry {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: its invoice belongs to no subscription.',
    example: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  subscription: string | null;
}

class DueCharge extends DueOfInvoice {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({
    enum: ['attempt', 'final'],
    description: 'attempt: the card is charged; final: dunning ends.',
  })
  action: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why then.' })
  reason: string | null;

  @ApiProperty({ description: 'What is to be collected.', example: '9.500' })
  amount: string;

  @ApiProperty({ example: 'KWD' })
  currency: string;
}

class DueCheck extends DueOfInvoice {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;
}

class DueRefund extends DueOfInvoice {
  @ApiProperty({ example: 'ref_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  refund: string;

  @ApiProperty({
    enum: ['refund', 'capture', 'void'],
    description: 'refund: money goes back; capture: what a bank holds is taken; void: it is let go.',
  })
  kind: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is as it is, where that is not plain.' })
  reason: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Since when it waits unsent because its payment cannot be looked at; after 7 days a person has it.',
  })
  unseen_since: string | null;
}

class DueCount {
  @ApiProperty({ description: 'How many are due at this moment.', example: 0 })
  due_now: number;

  @ApiProperty({ description: 'How many more become due within 24 hours.', example: 12 })
  due_within_a_day: number;
}

class DueSubscriptions extends DueCount {
  @ApiProperty({ type: [DueSubscription], description: 'The first of them.' })
  next: DueSubscription[];
}

class DueCharges extends DueCount {
  @ApiProperty({ type: [DueCharge], description: 'The first of them.' })
  next: DueCharge[];
}

class DueChecks extends DueCount {
  @ApiProperty({ type: [DueCheck], description: 'The first of them.' })
  next: DueCheck[];
}

class DueRefunds extends DueCount {
  @ApiProperty({
    description: 'How many wait unsent because their payments cannot be looked at.',
    example: 0,
  })
  unseen: number;

  @ApiProperty({ type: [DueRefund], description: 'The first of them; before all those that wait unsent.' })
  next: DueRefund[];
}

export class DueResponse {
  @ApiProperty({ description: "The merchant's present; a test clock's where there is one." })
  now: string;

  @ApiProperty({ description: "The same on the merchant's clock.", example: '2027-01-31T12:00:00+03:00' })
  now_local: string;

  @ApiProperty({ example: 'Asia/Kuwait' })
  time_zone: string;

  @ApiProperty({ description: 'While true, charges wait although they are due.' })
  charging_stopped: boolean;

  @ApiProperty({ type: DueSubscriptions, description: 'Subscriptions to bill.' })
  subscriptions: DueSubscriptions;

  @ApiProperty({ type: DueCharges, description: 'Charges to attempt, or to give up.' })
  charges: DueCharges;

  @ApiProperty({ type: DueChecks, description: 'Attempts that Ottu is asked about.' })
  checks: DueChecks;

  @ApiProperty({ type: DueRefunds, description: 'Refunds, captures and voids to send, or to ask about.' })
  refunds: DueRefunds;
}

export interface Due<T> {
  count: WaitingCount;
  next: T[];
}

export interface DueView {
  now: Date;
  timeZone: string;
  chargingStopped: boolean;
  subscriptions: Due<WaitingSubscription>;
  charges: Due<WaitingCharge>;
  checks: Due<WaitingCheck>;
  refunds: Due<WaitingRefund>;
  unseenRefunds: number;
}

export function presentDue({ now, timeZone, chargingStopped, ...due }: DueView): DueResponse {
  const moments = ({ at }: { at: Date }) => ({ at: at.toISOString(), at_local: localInstant(at, timeZone) });
  return {
    now: now.toISOString(),
    now_local: localInstant(now, timeZone),
    time_zone: timeZone,
    charging_stopped: chargingStopped,
    subscriptions: list(due.subscriptions, (row) => ({ ...row, ...moments(row) })),
    charges: list(due.charges, ({ amountMinor, currency, ...row }) => ({
      ...row,
      ...moments(row),
      ...amountOf({ amountMinor, currency }),
    })),
    checks: list(due.checks, (row) => ({ ...row, ...moments(row) })),
    refunds: {
      unseen: due.unseenRefunds,
      ...list(due.refunds, ({ unseenSince, ...row }) => ({
        ...row,
        ...moments(row),
        unseen_since: unseenSince?.toISOString() ?? null,
      })),
    },
  };
}

function list<Row, Entry>({ count, next }: Due<Row>, present: (row: Row) => Entry) {
  return { due_now: count.now, due_within_a_day: count.soon, next: next.map(present) };
}
