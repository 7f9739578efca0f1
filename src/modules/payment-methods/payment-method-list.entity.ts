import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentMethod } from '../../gateway/payment-gateway.js';

/** What Ottu listed for one question, kept until it expires or somebody clears it. In the real time, as Ottu is. */
@Entity('payment_method_lists')
export class PaymentMethodList {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  /** The currency that was asked for; empty for all gateways of the account. */
  @PrimaryColumn('text')
  filter: string;

  @Column('jsonb')
  methods: PaymentMethod[];

  @Column('timestamptz')
  listedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;
}
