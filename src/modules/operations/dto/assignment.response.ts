import { ApiProperty } from '@nestjs/swagger';

export interface Assignment {
  attempt: string;
  owner: string;
  assignedAt: Date;
}

export class AssignmentResponse {
  @ApiProperty({ example: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  attempt: string;

  @ApiProperty({ description: 'Who looks after it.', example: 'Noura Alsabah' })
  owner: string;

  @ApiProperty({ example: '2027-01-31T09:00:00.000Z' })
  assigned_at: string;
}

export function presentAssignment({ attempt, owner, assignedAt }: Assignment): AssignmentResponse {
  return { attempt, owner, assigned_at: assignedAt.toISOString() };
}
