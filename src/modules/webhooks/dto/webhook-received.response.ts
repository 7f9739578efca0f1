import { ApiProperty } from '@nestjs/swagger';

export class WebhookReceivedResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Under which it is kept; null when so many came about its payment that it is only counted.',
    example: 'whk_01jd0z2m3n4p5q6r7s8t9v0w1x',
  })
  received: string | null;
}
