import { ApiProperty } from '@nestjs/swagger';

export class HookAddressesResponse {
  @ApiProperty({
    format: 'uri',
    example: 'https://billing.example.com/hooks/ottu/mer_01jd0z2m3n4p5q6r7s8t9v0w1x/3q2-7w/payment',
    description: 'Where Ottu tells of payments. Each session carries it: nothing is to be set.',
  })
  payment: string;

  @ApiProperty({
    format: 'uri',
    example: 'https://billing.example.com/hooks/ottu/mer_01jd0z2m3n4p5q6r7s8t9v0w1x/3q2-7w/operation',
    description:
      'Where Ottu tells of refunds, captures and voids. To be set in the account at Ottu; holds a secret.',
  })
  operation: string;
}
