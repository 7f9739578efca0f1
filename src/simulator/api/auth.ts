import { timingSafeEqual } from 'node:crypto';
import { isoDate } from '../clock.js';
import { count, type World } from '../world.js';
import { ApiError, detail } from './errors.js';

export interface Caller {
  name: string;
  admin: boolean;
  permissions: string[];
  pgCodes: string[] | null;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Who calls: `Api-Key <key>` may do everything, `Basic` what its permissions say. 401 otherwise. */
export function authenticate(world: World, header: string | undefined): Caller {
  const [, scheme = '', credentials = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'api-key') {
    const known = world.settings.api_keys.some((key) => same(key, credentials));
    if (known) return { name: `key:${credentials}`, admin: true, permissions: [], pgCodes: null };
    throw detail(401, 'Invalid API key.');
  }
  if (scheme.toLowerCase() === 'basic') {
    const [username, ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
    const user = world.settings.basic_users.find(
      (one) => same(one.username, username ?? '') && same(one.password, rest.join(':')),
    );
    if (user) {
      return {
        name: `user:${user.username}`,
        admin: false,
        permissions: user.permissions,
        pgCodes: user.pg_codes,
      };
    }
    throw detail(401, 'Invalid username/password.');
  }
  throw detail(401, 'Authentication credentials were not provided.');
}

export function requirePermission(caller: Caller, permission: string): void {
  if (caller.admin || caller.permissions.includes(permission)) return;
  throw detail(403, 'You do not have permission to perform this action.');
}

export function requireGateways(caller: Caller, codes: string[]): void {
  const { pgCodes } = caller;
  if (pgCodes === null || codes.every((code) => pgCodes.includes(code))) return;
  throw detail(403, 'You do not have permission to use this gateway account.');
}

export function throttled(world: World, seconds: number, status = 429): ApiError {
  const wait = Math.max(1, Math.ceil(seconds));
  const text = `Request was throttled. Expected available in ${wait} seconds.`;
  const headers: Record<string, string> = {};
  if (world.settings.retry_after_header) headers['retry-after'] = String(wait);
  return new ApiError(status, { detail: text }, headers);
}

/** Every user has so many requests a day, on the simulator's clock. */
export function spendBudget(world: World, caller: Caller): void {
  const now = world.clock.now();
  const day = isoDate(now);
  if (count(world, `requests ${caller.name} ${day}`) <= world.settings.requests_per_day) return;
  const midnight = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  throw throttled(world, (midnight - now) / 1000);
}
