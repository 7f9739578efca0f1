import { IntegerField, TextField } from '../../../platform/http/fields.js';

export class ChangeWebhookKeyRequest {
  @TextField({
    max: 500,
    description: 'The HMAC key of the account at Ottu, as it stands there. It is never shown again.',
    example: 'k3y-from-the-ottu-dashboard',
  })
  hmac_key: string;

  @IntegerField({
    min: 0,
    max: 168,
    description: 'For how many hours what is signed by the key before is taken too; 24 if absent.',
    example: 24,
    optional: true,
  })
  keep_previous_hours?: number;
}
