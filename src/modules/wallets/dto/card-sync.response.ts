import { ApiProperty } from '@nestjs/swagger';
import { type Card, CardResponse, type CardSync, presentCard } from '../../cards/index.js';
import type { SyncCounts } from '../use-cases/apply-sync.js';

export class CardSyncResponse {
  @ApiProperty({ description: 'Cards that Ottu has and that were not known here.', example: 1 })
  adopted: number;

  @ApiProperty({ description: 'Cards that were taken for gone and are there again.', example: 0 })
  back: number;

  @ApiProperty({ description: 'Cards that Ottu no longer has.', example: 0 })
  gone: number;

  @ApiProperty({ description: 'When Ottu was asked.', example: '2027-02-28T09:00:00.000Z' })
  synced_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2027-03-30T22:00:00.000Z',
    description: 'When it is done again by itself; null while no subscription is paid with a card.',
  })
  next_sync_at: string | null;

  @ApiProperty({ type: [CardResponse], description: 'All cards of the customer, as they are now.' })
  cards: CardResponse[];
}

export function presentCardSync(counts: SyncCounts, cards: Card[], sync: CardSync): CardSyncResponse {
  const { adopted, back, gone } = counts;
  return {
    adopted,
    back,
    gone,
    synced_at: sync.listedAt!.toISOString(),
    next_sync_at: sync.dueAt?.toISOString() ?? null,
    cards: cards.map(presentCard),
  };
}
