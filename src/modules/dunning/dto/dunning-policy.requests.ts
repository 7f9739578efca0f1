import { BooleanField, TextField } from '../../../platform/http/fields.js';
import { PolicyTermsRequest } from './policy-terms.request.js';

export class CreatePolicyRequest extends PolicyTermsRequest {
  @TextField({ max: 200, description: 'For you only.', example: 'Gulf, patient' })
  name: string;

  @BooleanField({
    description: 'For all plans without a policy of their own; takes the place of the default before it.',
    example: false,
    optional: true,
  })
  is_default?: boolean;
}

/** Fields that are absent stay. What a policy says is changed by a new version. */
export class UpdatePolicyRequest {
  @TextField({ max: 200, description: 'For you only.', example: 'Gulf, patient', optional: true })
  name?: string;

  @BooleanField({
    description: 'For all plans without a policy of their own; takes the place of the default before it.',
    example: true,
    optional: true,
  })
  is_default?: boolean;
}
