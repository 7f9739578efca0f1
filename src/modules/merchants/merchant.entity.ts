import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { SafeguardSettings } from '../../domain/safeguards/settings.js';
import type { ApprovalLimits } from '../../domain/refund/approval.js';
import type { SurplusHandling } from '../../domain/refund/surplus-handling.js';

export type MerchantMode = 'sandbox' | 'live';

/** The tenant: one Ottu account and everything that is billed through it. */
@Entity('merchants')
export class Merchant {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  name: string;

  @Column('text')
  mode: MerchantMode;

  /** The default of its customers. */
  @Column('text')
  timeZone: string;

  @Column('text')
  ottuBaseUrl: string;

  @Column('boolean')
  ottuIsSimulator: boolean;

  // The secrets are sealed boxes; MerchantAccounts opens them.
  /** For charging, and for whatever has none of its own. */
  @Column('bytea')
  ottuCredentials: Buffer;

  /** The name of the user at Ottu, of which nothing can be had. Null while they are as set by the release before. */
  @Column('text', { nullable: true })
  chargingApiUser: string | null;

  @Column('bytea', { nullable: true })
  askingCredentials: Buffer | null;

  @Column('text', { nullable: true })
  askingApiUser: string | null;

  /** When Ottu refused whoever asks for the first time, by the merchant's time; null while it answers. */
  @Column('timestamptz', { nullable: true })
  askingRefusedAt: Date | null;

  /** It was refused again, and that was told. */
  @Column('boolean', { default: false })
  askingRefusalTold: boolean;

  @Column('bytea', { nullable: true })
  refundingCredentials: Buffer | null;

  @Column('text', { nullable: true })
  refundingApiUser: string | null;

  /** In the real time. */
  @Column('timestamptz', { nullable: true })
  credentialsChangedAt: Date | null;

  @Column('bytea')
  ottuHmacKey: Buffer;

  /** Signs beside the new one until Ottu has changed over: what was sent before must not be lost. */
  @Column('bytea', { nullable: true })
  previousHmacKey: Buffer | null;

  @Column('timestamptz', { nullable: true })
  previousHmacUntil: Date | null;

  /** When messages with a bad signature were last too many to be kept, in real time. */
  @Column('timestamptz', { nullable: true })
  quarantineFullAt: Date | null;

  @Column('bytea')
  orderNoSecret: Buffer;

  @Column('bytea')
  hookSecret: Buffer;

  /** Which gateway of the account (`pg_code`) takes which currency. */
  @Column('jsonb')
  routing: Record<string, string>;

  /** Currencies whose gateway cannot take recurring payments, as far as was checked, and why. */
  @Column('jsonb', { default: {} })
  routingFaults: Record<string, string>;

  @Column('timestamptz', { nullable: true })
  routingCheckedAt: Date | null;

  /** In the real time: it is Ottu's settings that are looked at. */
  @Column('timestamptz', { select: false, default: () => 'now()' })
  routingCheckDueAt?: Date;

  /** For processes of the release before only; what holds now are the policies of the dunning room. */
  @Column('jsonb', { select: false, default: {} })
  dunning?: object;

  @Column('timestamptz', { nullable: true })
  chargingStoppedAt: Date | null;

  @Column('text', { nullable: true })
  chargingStoppedReason: string | null;

  /** A payment that only a person can decide is decided by two. */
  @Column('boolean', { default: false })
  manualConfirmation: boolean;

  /** What is done with money that came for an invoice on which nothing was owed. */
  @Column('text', { default: 'refund' })
  surplusHandling: SurplusHandling;

  /** Up to how much one person gives back alone. */
  @Column('jsonb', { default: {} })
  refundApproval: ApprovalLimits;

  /** What differs from the defaults. */
  @Column('jsonb', { default: {} })
  safeguards: Partial<SafeguardSettings>;
  /** How long before an agreement or a card ends its customer is asked. */
  @Column('integer', { default: 30 })
  consentLeadDays: number;

  /** How many payments before the last one of an agreement its customer is asked. */
  @Column('integer', { default: 3 })
  consentLeadCycles: number;

  /** For Ottu's SDK in a browser. Nothing can be read or charged with it. */
  @Column('text', { nullable: true })
  ottuPublicKey: string | null;

  /** Of customers that name no country, for their tax. */
  @Column('text', { nullable: true })
  defaultCountry: string | null;

  /** Tax rates in force. Counted here, so that billing a merchant without tax does not look for them. */
  @Column('integer', { default: 0 })
  taxRateCount: number;

  /** How long the invoice of a period is a draft; 0 for none that it waits. Plans and subscriptions may differ. */
  @Column('integer', { default: 0 })
  invoiceReviewHours: number;

  @Column('timestamptz')
  createdAt: Date;
}
