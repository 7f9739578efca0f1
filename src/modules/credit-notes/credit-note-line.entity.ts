import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** What a credit note takes of one line of its invoice. */
@Entity('credit_note_lines')
export class CreditNoteLine {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('bigint')
  creditNoteId: bigint;

  @Column('bigint')
  invoiceLineId: bigint;

  /** Tax and all. */
  @Column('bigint')
  amountMinor: bigint;

  @Column('bigint')
  taxMinor: bigint;
}
