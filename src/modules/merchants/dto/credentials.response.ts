import { ApiProperty } from '@nestjs/swagger';
import { CREDENTIAL_USES, type CredentialUse } from '../../../gateway/credentials.js';

export class CredentialsResponse {
  @ApiProperty({
    enum: CREDENTIAL_USES,
    description: 'charging also does what has no credentials of its own.',
    example: 'charging',
  })
  use: CredentialUse;

  @ApiProperty({
    description: "A fingerprint of the key, or the user's name.",
    example: 'api-key:0a1b2c3d4e5f',
  })
  api_user: string;

  @ApiProperty({ description: 'Ottu knows them.', example: true })
  checked: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it could not be seen.', example: null })
  warning: string | null;
}

export interface CredentialsSet {
  use: CredentialUse;
  apiUser: string;
  warning: string | null;
}

export function presentCredentials({ use, apiUser, warning }: CredentialsSet): CredentialsResponse {
  return { use, api_user: apiUser, checked: warning === null, warning };
}
