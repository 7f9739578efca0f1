import { ApiProperty } from '@nestjs/swagger';
import type { TestClock } from '../test-clock.entity.js';

export class TestClockResponse {
  @ApiProperty({ example: 'clk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  id: string;

  @ApiProperty({ type: String, nullable: true, example: 'A year of renewals' })
  name: string | null;

  @ApiProperty({
    enum: ['ready', 'advancing', 'failed'],
    description: 'advancing: on its way to target; failed: it stopped there, see error.',
    example: 'ready',
  })
  status: string;

  @ApiProperty({ description: 'What time it is for the merchant.', example: '2027-01-31T09:00:00.000Z' })
  now: string;

  @ApiProperty({ type: String, nullable: true, description: 'Where it is going.', example: null })
  target: string | null;

  @ApiProperty({ description: 'How often it has been moved: grows while it advances.', example: 0 })
  steps: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed.', example: null })
  error: string | null;

  @ApiProperty({ description: 'In real time.', example: '2026-11-23T06:40:00.000Z' })
  created_at: string;
}

export function presentTestClock(clock: TestClock): TestClockResponse {
  return {
    id: clock.publicId,
    name: clock.name,
    status: clock.status,
    now: clock.now.toISOString(),
    target: clock.target?.toISOString() ?? null,
    steps: clock.steps,
    error: clock.error,
    created_at: clock.createdAt.toISOString(),
  };
}
