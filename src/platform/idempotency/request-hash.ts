import { sha256 } from '../security/secret-box.js';

/** What makes two requests the same one: method, path and the body, whatever the order of its names. */
export function requestHash(method: string, path: string, body: unknown): Buffer {
  return sha256(`${method} ${path}\n${JSON.stringify(canonical(body)) ?? ''}`);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Wrapped, so that an object never equals a list of pairs.
  return { object: entries.map(([name, entry]) => [name, canonical(entry)]) };
}
