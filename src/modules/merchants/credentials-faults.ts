import type { GatewayCredentials } from '../../gateway/credentials.js';
import type { FieldFault } from '../../platform/http/app-error.js';

/** As they come from outside: a key, or a user and a password. */
export interface GivenCredentials {
  api_key?: string;
  username?: string;
  password?: string;
}

/** What HTTP lets stand in a header; anything else would fail with each call instead of here. */
const HEADER_WORD = /^[\x21-\x7e]+$/;

/** Exactly one of the two kinds, whole. What is wrong is told by field and without what was given. */
export function readCredentials(given: GivenCredentials): GatewayCredentials | FieldFault[] {
  const { api_key: apiKey, username, password } = given;
  if (apiKey !== undefined) {
    const both = username !== undefined ? 'username' : password !== undefined ? 'password' : null;
    if (both !== null) return fault(both, 'must not be given beside api_key: it is the one or the other');
    return faultsOrSelf({ kind: 'api_key', apiKey });
  }
  if (username === undefined && password === undefined) {
    return fault('api_key', 'must be given, or username and password');
  }
  if (username === undefined) return fault('username', 'must be given with password');
  if (password === undefined) return fault('password', 'must be given with username');
  return faultsOrSelf({ kind: 'basic', username, password });
}

export function faultsOfCredentials(credentials: GatewayCredentials): FieldFault[] {
  if (credentials.kind === 'api_key') {
    return HEADER_WORD.test(credentials.apiKey)
      ? []
      : fault('api_key', 'must be of letters, digits and signs of ASCII, without spaces');
  }
  const { username, password } = credentials;
  if (username === '' || username.includes(':')) return fault('username', 'must be a text without a colon');
  return password === '' ? fault('password', 'must not be empty') : [];
}

function faultsOrSelf(credentials: GatewayCredentials): GatewayCredentials | FieldFault[] {
  const faults = faultsOfCredentials(credentials);
  return faults.length > 0 ? faults : credentials;
}

function fault(field: string, message: string): FieldFault[] {
  return [{ field, message }];
}
