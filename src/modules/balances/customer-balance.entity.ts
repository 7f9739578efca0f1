import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a merchant keeps for a customer in one currency. Its row is what takers of it wait for. */
@Entity('customer_balances')
export class CustomerBalance {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryColumn('bigint')
  customerId: bigint;

  @PrimaryColumn('text')
  currency: string;

  @Column('bigint')
  balanceMinor: bigint;

  @Column('timestamptz')
  updatedAt: Date;
}
