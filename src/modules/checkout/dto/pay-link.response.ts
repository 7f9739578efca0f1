import { ApiProperty } from '@nestjs/swagger';

export class PayLinkResponse {
  @ApiProperty({
    description: 'Send the customer there; it shows the page of Ottu, as long as something is owed.',
    example: 'https://billing.example.com/pay/6v0cVQJ8m2bIu5n1y3Gq0pUu0o2v9rT4s7w1x8y9z0A',
  })
  url: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'When it stops working; null: when the invoice is settled, and at no time before.',
  })
  expires_at: string | null;
}

export function presentPayLink(url: string): PayLinkResponse {
  return { url, expires_at: null };
}
