import { ApiProperty } from '@nestjs/swagger';

export interface Assignment {
  charge: string;
  attempt: string | null;
  owner: string;
  assignedAt: Date;
}

export class AssignmentResponse {
  @ApiProperty({ example: 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  charge: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The one that was named; null where the charge was.',
    example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  attempt: string | null;

  @ApiProperty({ description: 'Who looks after it.', example: 'Noura Alsabah' })
  owner: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  assigned_at: string;
}

export function presentAssignment({ charge, attempt, owner, assignedAt }: Assignment): AssignmentResponse {
  return { charge, attempt, owner, assigned_at: assignedAt.toISOString() };
}
