import { ApiProperty } from '@nestjs/swagger';
import type { RecoveryView } from '../use-cases/read-recovery.js';

const MODES = ['open', 'probing', 'reconcile_only'] as const;

class RecoveredOrder {
  @ApiProperty({
    description: 'The merchant reference at Ottu that may have been used.',
    example: 'r1-k3v5o7q2x4z6b1d3f5h7j2l4n6-1',
  })
  order_no: string;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['adopted', 'unplaced', 'unanswered'],
    description: 'adopted: the books have it now; unplaced: a person must find its place; null: asked again.',
  })
  finding: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What was found, for people.',
    example: 'the session is paid',
  })
  note: string | null;

  @ApiProperty({ description: 'When its charge was due.', example: '2027-01-31T09:00:00.000Z' })
  due_at: string;
}

export class RecoveryResponse {
  @ApiProperty({
    enum: MODES,
    description:
      'reconcile_only: the database was restored or failed over, and nothing is charged until an operator ends it; probing: the same for a moment after a silence.',
  })
  mode: string;

  @ApiProperty({ type: [String], description: 'By what it was noticed.', example: ['another_timeline'] })
  signs: string[];

  @ApiProperty({ type: String, nullable: true, description: 'The last moment of which the books are sure.' })
  gap_from: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The end of the gap, in the merchant's own time.",
  })
  gap_to: string | null;

  @ApiProperty({ description: 'Order numbers that are still to be asked for.', example: 0 })
  to_ask: number;

  @ApiProperty({
    description:
      'Order numbers that Ottu does not know; it said so three times in half an hour, or after a mere silence twice in a minute.',
    example: 40,
  })
  absent: number;

  @ApiProperty({ description: 'Payments and sessions that were found and are in the books now.', example: 2 })
  adopted: number;

  @ApiProperty({ description: 'What was found and has no place in the books.', example: 0 })
  unplaced: number;

  @ApiProperty({ description: 'Everything was asked for.', example: true })
  covered: boolean;

  @ApiProperty({ type: [RecoveredOrder], description: 'At most a hundred.' })
  orders: RecoveredOrder[];
}

export function presentRecovery({ epoch, recovery, tally, notable }: RecoveryView): RecoveryResponse {
  return {
    mode: epoch?.mode ?? 'open',
    signs: epoch?.signs ?? [],
    gap_from: epoch?.gapFrom?.toISOString() ?? null,
    gap_to: recovery?.gapTo.toISOString() ?? null,
    to_ask: tally.toAsk,
    absent: tally.absent,
    adopted: tally.adopted,
    unplaced: tally.unplaced,
    covered: recovery === null ? (epoch?.mode ?? 'open') === 'open' : recovery.coveredAt !== null,
    orders: notable.map(({ orderNo, finding, note, dueAt }) => ({
      order_no: orderNo,
      finding,
      note,
      due_at: dueAt.toISOString(),
    })),
  };
}
