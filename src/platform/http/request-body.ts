import { AppError } from './app-error.js';

export const BODY_LIMIT = 524_288;

const MOST_DEPTH = 20;

/** Every object has these already; as names in data they are an attack or would silently vanish. */
const FORBIDDEN_NAMES = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

/** PostgreSQL can keep neither in a text: a NUL, or half of a character beyond the basic plane. */
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

export const UNKEEPABLE = 'must not contain U+0000 or unpaired surrogates';

export function isKeepable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** The text with a mark in place of what cannot be kept. */
export function keepable(text: string): string {
  return text.replace(/\u0000|\p{Surrogate}/gu, '\ufffd');
}

/** The JSON object in a request's body; nothing at all for an empty body, which some calls allow. */
export function parseJsonBody(raw: Buffer): object | undefined {
  if (raw.length === 0) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new AppError('invalid_json', 'The body could not be read as JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid_json', 'The body must be a JSON object');
  }
  refuseUnkeepable(body, '', 1);
  return body;
}

/** Also bounds the depth, before any code that recurses over the body meets it. */
function refuseUnkeepable(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string' && UNSTORABLE.test(value)) {
    throw AppError.field('invalid_request', shown(path), UNKEEPABLE);
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MOST_DEPTH)
    throw new AppError('invalid_request', `A body may nest at most ${MOST_DEPTH} levels`);
  for (const [name, entry] of Object.entries(value)) {
    const field = path ? `${path}.${name}` : name;
    if (FORBIDDEN_NAMES.has(name) || UNSTORABLE.test(name)) {
      throw AppError.field('invalid_request', shown(field), 'is not an allowed name');
    }
    refuseUnkeepable(entry, field, depth + 1);
  }
}

/** A name may fill the whole body; the answer need not give it back. */
function shown(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}
