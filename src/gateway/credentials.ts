import { createHash } from 'node:crypto';

/** How Ottu is told who calls: a key that may do everything, or a user with permissions. */
export type GatewayCredentials =
  { kind: 'api_key'; apiKey: string } | { kind: 'basic'; username: string; password: string };

/**
 * What calls are made for, as credentials can be bounded at the platform.
 * - charging: makes sessions, charges saved cards, closes sessions, deletes cards
 * - asking: reads and inquires, and changes nothing
 * - refunding: gives money back; captures or voids what a bank only holds
 */
export const CREDENTIAL_USES = ['charging', 'asking', 'refunding'] as const;
export type CredentialUse = (typeof CREDENTIAL_USES)[number];

export interface Credentialed {
  /** For charging, and for whatever has none of its own. */
  credentials: GatewayCredentials;
  separate?: Partial<Record<Exclude<CredentialUse, 'charging'>, GatewayCredentials>>;
  /** What the call in hand is made for; charging if absent. */
  use?: CredentialUse;
}

/** By which credentials the call in hand is made. */
export function credentialsInUse({
  credentials,
  separate,
  use = 'charging',
}: Credentialed): GatewayCredentials {
  return (use === 'charging' ? undefined : separate?.[use]) ?? credentials;
}

/** Names the user at the platform in tables and answers: a fingerprint of a key, never a part of it. */
export function apiUserOf(credentials: GatewayCredentials): string {
  if (credentials.kind === 'basic') return `basic:${credentials.username}`;
  return `api-key:${createHash('sha256').update(credentials.apiKey).digest('hex').slice(0, 12)}`;
}
