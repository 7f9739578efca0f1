import type { FastifyInstance } from 'fastify';
import type { Json, JsonObject } from '../state/types.js';
import { detail } from './errors.js';

type Nested = { [key: string]: Json | undefined };

/** `agreement.id`, `agreement[id]` and `pg_codes[0]` name places inside an object. */
function put(target: Nested, name: string, value: string): void {
  const path = name.split(/[.[\]]+/).filter((part) => part !== '');
  if (path.length === 0 || path.length > 5) return;
  if (path.some((part) => ['__proto__', 'constructor', 'prototype'].includes(part))) return;
  const last = path.pop()!;
  let at: Nested = target;
  for (const part of path) {
    const next = at[part];
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) at = next;
    else at = at[part] = {};
  }
  const present = at[last];
  if (present === undefined) at[last] = value;
  else at[last] = Array.isArray(present) ? [...present, value] : [present, value];
}

/** Objects that came from `pg_codes[0]`, `pg_codes[1]` are lists. */
function listsOf(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listsOf(inner)] as const);
  if (entries.length > 0 && entries.every(([key], i) => key === String(i))) {
    return entries.map(([, inner]) => inner ?? null);
  }
  return Object.fromEntries(entries);
}

export function fromPairs(pairs: Iterable<[string, string]>): JsonObject {
  const body: Nested = {};
  for (const [name, value] of pairs) put(body, name, value);
  return listsOf(body) as JsonObject;
}

/** The text fields of a multipart form; of a file only its name is kept. */
export function fromMultipart(contentType: string, raw: Buffer): JsonObject {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) throw detail(400, 'Multipart form parse error - Invalid boundary in multipart: None');
  const pairs: [string, string][] = [];
  for (const part of raw.toString('utf8').split(`--${boundary}`).slice(1, -1)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    const file = /filename="([^"]*)"/i.exec(head)?.[1];
    if (name) pairs.push([name, file ?? rest.join('\r\n\r\n').replace(/\r\n$/, '')]);
  }
  return fromPairs(pairs);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw detail(400, `JSON parse error - ${(error as Error).message}`);
  }
}

/** JSON, form-urlencoded and multipart, as the platform takes them; anything else is 415. */
export function acceptBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(String(text)));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => {
      done(null, fromPairs(new URLSearchParams(String(text))));
    },
  );
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (request, raw, done) => {
    try {
      done(null, fromMultipart(request.headers['content-type'] ?? '', raw as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The body as an object; anything else is refused. */
export function objectBody(body: unknown): JsonObject {
  if (body === undefined || body === null) return {};
  if (typeof body === 'object' && !Array.isArray(body)) return body as JsonObject;
  throw detail(400, 'Invalid data. Expected a dictionary.');
}
