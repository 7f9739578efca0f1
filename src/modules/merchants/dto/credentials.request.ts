import { CREDENTIAL_USES, type CredentialUse } from '../../../gateway/credentials.js';
import { ChoiceField, TextField } from '../../../platform/http/fields.js';

export class ChangeCredentialsRequest {
  @ChoiceField(CREDENTIAL_USES, {
    description:
      'What they are for. Those for charging serve for whatever has none of its own, so a merchant with one user sets these alone.',
    example: 'charging',
  })
  use: CredentialUse;

  @TextField({
    max: 500,
    description: 'An API key of the Ottu account; or else username and password. Never shown again.',
    example: 'k3y-from-the-ottu-dashboard',
    optional: true,
  })
  api_key?: string;

  @TextField({ max: 150, description: 'A user of the Ottu account.', example: 'perennial', optional: true })
  username?: string;

  @TextField({
    max: 500,
    description: "That user's password. Never shown again.",
    example: 'a-long-one',
    optional: true,
  })
  password?: string;
}
