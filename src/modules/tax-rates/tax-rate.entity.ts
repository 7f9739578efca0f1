import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** The tax of one country. Never changed: another percentage is another rate, and lines keep theirs. */
@Entity('tax_rates')
export class TaxRate {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  name: string;

  /** ISO 3166-1 alpha-2. */
  @Column('text')
  country: string;

  @Column('integer')
  percentMillionths: number;

  /** Whether prices contain it. */
  @Column('boolean')
  inclusive: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  deactivatedAt: Date | null;
}
