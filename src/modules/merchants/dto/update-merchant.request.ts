import { BooleanField } from '../../../platform/http/fields.js';

/** Fields that are absent stay. */
export class UpdateMerchantRequest {
  @BooleanField({
    description: 'A payment that only a person can decide is decided by two: one proposes, another confirms.',
    example: true,
    optional: true,
  })
  manual_confirmation?: boolean;
}
