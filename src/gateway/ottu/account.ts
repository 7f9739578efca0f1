import { credentialsInUse } from '../credentials.js';
import type { GatewayAccount } from '../payment-gateway.js';
import { GatewayArgumentError } from './ottu-mapper.js';
import { SESSION_ID } from './session-id.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The address of an endpoint of the account. Plain http is for simulators and this machine only:
 * elsewhere it would show the API key and every token to whoever is on the way. A live account is at Ottu, or at one of
 * `hosts`: that was looked at when the merchant was made, and is again at each call, for whoever can write its row
 * could have keys and tokens sent elsewhere.
 * @throws GatewayArgumentError
 */
export function urlAt(account: GatewayAccount, path: string, hosts: readonly string[]): URL {
  const base = URL.canParse(account.baseUrl) ? new URL(account.baseUrl) : null;
  if (!base || base.username !== '' || base.search !== '' || base.hash !== '') {
    throw new GatewayArgumentError('the base URL must look like https://merchant.ottu.net');
  }
  const mayBePlain = account.isSimulator || LOOPBACK.has(base.hostname);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && mayBePlain)) {
    throw new GatewayArgumentError('the base URL must begin with https://');
  }
  const { hostname } = base;
  const isAllowed = hostname.endsWith('.ottu.net') || hosts.includes(hostname) || LOOPBACK.has(hostname);
  if (!account.isSandbox && !isAllowed) {
    throw new GatewayArgumentError(
      `a live account is at ottu.net or a host of OTTU_HOSTS, not at ${hostname}`,
    );
  }
  return new URL(base.pathname.replace(/\/+$/, '') + path, base.origin);
}

/** The `Authorization` header of Ottu's documentation: an admin's API key, or a user with permissions. */
export function authorization(account: GatewayAccount): string {
  const credentials = credentialsInUse(account);
  if (credentials.kind === 'api_key') return `Api-Key ${credentials.apiKey}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64')}`;
}

/** A session id becomes part of a path: one with a slash in it would call another endpoint. */
export function checkedSessionId(sessionId: string): string {
  if (!SESSION_ID.test(sessionId)) throw new GatewayArgumentError('that is no session id of Ottu');
  return sessionId;
}
