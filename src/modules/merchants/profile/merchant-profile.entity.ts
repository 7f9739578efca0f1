import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One version of what stands at the head of a merchant's invoices. Never changed: a change is the next version. */
@Entity('merchant_profiles')
export class MerchantProfile {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('integer')
  version: number;

  /** The merchant's name where it is null. */
  @Column('text', { nullable: true })
  legalName: string | null;

  @Column('text', { nullable: true })
  legalNameAr: string | null;

  /** In lines. */
  @Column('text', { nullable: true })
  address: string | null;

  @Column('text', { nullable: true })
  addressAr: string | null;

  /** Whom a customer asks about an invoice: an e-mail address, a number, a page. */
  @Column('text', { nullable: true })
  contact: string | null;

  /** ISO 3166, two letters. */
  @Column('text', { nullable: true })
  country: string | null;

  @Column('text', { nullable: true })
  taxNumber: string | null;

  @Column('bigint', { nullable: true })
  logoId: bigint | null;

  @Column('timestamptz')
  validFrom: Date;
}
