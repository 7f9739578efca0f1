import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const HOLD_DECISIONS = ['approved', 'dismissed'] as const;
export type HoldDecision = (typeof HOLD_DECISIONS)[number];

/** What was seen when it was held; amounts in minor units as text. */
export interface HoldFacts {
  due?: { currency: string; charges: number; amount: string }[];
  /** How far the subscription is behind; of a merchant the one that is furthest. */
  periods?: number;
  since?: string;
}

/** What a first person said, where a second has to say the same. */
export interface HoldProposal {
  by: string;
  reason: string;
  keyId: string;
  at: string;
}

/** Charges of a merchant, or of one subscription, that wait for a person's word. Open until it is decided. */
@Entity('charge_holds')
export class ChargeHold {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** Null: all charges of the merchant. */
  @Column('bigint', { nullable: true })
  subscriptionId: bigint | null;

  @Column('text')
  reason: string;

  @Column('jsonb')
  facts: HoldFacts;

  @Column('timestamptz')
  heldAt: Date;

  @Column('jsonb', { nullable: true })
  proposal: HoldProposal | null;

  @Column('text', { nullable: true })
  decision: HoldDecision | null;

  @Column('text', { nullable: true })
  decidedBy: string | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column('bigint', { nullable: true })
  decidedKeyId: bigint | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
}
