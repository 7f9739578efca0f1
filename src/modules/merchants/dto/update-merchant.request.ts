import { BooleanField, IntegerField, TextField } from '../../../platform/http/fields.js';

/** Fields that are absent stay. */
export class UpdateMerchantRequest {
  @BooleanField({
    description: 'A payment that only a person can decide is decided by two: one proposes, another confirms.',
    example: true,
    optional: true,
  })
  manual_confirmation?: boolean;

  @IntegerField({
    min: 1,
    max: 365,
    description: 'How many days before its agreement or card ends a customer is asked again.',
    example: 30,
    optional: true,
  })
  consent_lead_days?: number;

  @IntegerField({
    min: 1,
    max: 100,
    description: 'How many payments before the last one of its agreement a customer is asked again.',
    example: 3,
    optional: true,
  })
  consent_lead_payments?: number;

  @TextField({
    max: 200,
    description: "The public key of the Ottu account, for Ottu's SDK in a browser.",
    example: 'pub_1a2b3c',
    optional: true,
  })
  ottu_public_key?: string;
}
