import { ApiProperty } from '@nestjs/swagger';

export class AcceptedResponse {
  @ApiProperty({ description: 'How many were accepted.', example: 1200 })
  accepted: number;

  @ApiProperty({
    description: 'How many of the type are still open: ask again until there are none.',
    example: 0,
  })
  left: number;
}
