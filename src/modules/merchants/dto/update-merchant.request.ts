import { SURPLUS_HANDLINGS, type SurplusHandling } from '../../../domain/refund/surplus-handling.js';
import { BooleanField, ChoiceField } from '../../../platform/http/fields.js';

/** Fields that are absent stay. */
export class UpdateMerchantRequest {
  @BooleanField({
    description: 'A payment that only a person can decide is decided by two: one proposes, another confirms.',
    example: true,
    optional: true,
  })
  manual_confirmation?: boolean;

  @ChoiceField(SURPLUS_HANDLINGS, {
    description:
      "What is done with money that nobody owed: given back, added to the customer's balance, or held for a person.",
    example: 'refund',
    optional: true,
  })
  surplus_handling?: SurplusHandling;
}
