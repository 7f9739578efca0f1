import { ApiProperty } from '@nestjs/swagger';

export class WebhookReceivedResponse {
  @ApiProperty({ description: 'Under which it is kept.', example: 'whk_01jd0z2m3n4p5q6r7s8t9v0w1x' })
  received: string;
}
