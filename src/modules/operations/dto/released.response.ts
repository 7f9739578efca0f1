import { ApiProperty } from '@nestjs/swagger';

export interface Released {
  id: string;
  goesOnAt: Date | null;
}

export class ReleasedResponse {
  @ApiProperty({ description: 'What was released.', example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the engine goes on with it; null: not by time.',
  })
  goes_on_at: string | null;
}

export function presentReleased({ id, goesOnAt }: Released): ReleasedResponse {
  return { id, goes_on_at: goesOnAt?.toISOString() ?? null };
}
