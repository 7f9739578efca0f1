import { randomBytes, randomUUID } from 'node:crypto';
import { typeid } from 'typeid-js';

/** Where ids and secrets come from. */
export interface Entropy {
  /** `prefix_` and a UUIDv7 in 26 characters. */
  typeId(prefix: string): string;
  uuid(): string;
  /** So many bytes that nobody can guess, in base64url. */
  secret(bytes: number): string;
}

export const systemEntropy: Entropy = {
  typeId: (prefix) => typeid(prefix).toString(),
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};
