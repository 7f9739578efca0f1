import { ApiProperty } from '@nestjs/swagger';
import { type Checkout, CheckoutResponse } from '../../subscriptions/index.js';
import { presentCheckout } from './present-checkout.js';

export class CardSetupResponse extends CheckoutResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description:
      "The merchant's public key for Ottu's SDK, with which the session can be shown in its own page.",
  })
  public_key: string | null;
}

export function presentCardSetup(setup: Checkout & { publicKey: string | null }): CardSetupResponse {
  return { ...presentCheckout(setup), public_key: setup.publicKey };
}
