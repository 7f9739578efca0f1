import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const LANGUAGES = ['en', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Who pays. */
@Entity('customers')
export class Customer {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  /** Under which Ottu keeps cards of a customer who came from elsewhere; null: under our own id. */
  @Column('text', { nullable: true })
  gatewayCustomerId: string | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  /** Of the hosted page. */
  @Column('text')
  language: Language;

  /** Whose calendar a subscription follows when it names none. */
  @Column('text')
  timeZone: string;

  /** ISO 3166-1 alpha-2; decides about the tax. */
  @Column('text', { nullable: true })
  country: string | null;

  /** Pays no tax, wherever. */
  @Column('boolean', { default: false })
  taxExempt: boolean;

  /** As it stands on the invoice; only kept and shown. */
  @Column('text', { nullable: true })
  taxNumber: string | null;

  /** In lines; as it stands on the invoice. */
  @Column('text', { nullable: true })
  address: string | null;

  @Column('jsonb')
  metadata: Record<string, string>;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}

/** The customer's id at Ottu. */
export function gatewayIdOf({
  gatewayCustomerId,
  publicId,
}: Pick<Customer, 'gatewayCustomerId' | 'publicId'>): string {
  return gatewayCustomerId ?? publicId;
}
