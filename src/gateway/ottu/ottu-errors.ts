import { field, isObject } from './json-fields.js';

export interface OttuError {
  message: string;
  /** Path of the field that was refused, such as `agreement.id`. */
  field?: string;
  code?: string;
}

const MAX_MESSAGE = 255;
const NO_REASON = 'Ottu gave no reason';

/**
 * Reads the three shapes in which Ottu's documentation describes errors:
 * `{"detail": "…"}`, `{"field": ["…"]}` (nested for nested fields) and
 * `{"error": {"type", "code", "message", "field"}}`. Any other body, also none, becomes a general
 * message: an error that cannot be read must not become an exception while money is in doubt.
 */
export function readOttuError(body: unknown): OttuError {
  if (!isObject(body)) return { message: NO_REASON };
  const wrapped = field(body, 'error');
  if (isObject(wrapped)) {
    return {
      message: text(field(wrapped, 'message')) ?? NO_REASON,
      ...named('field', text(field(wrapped, 'field'))),
      ...named('code', text(field(wrapped, 'code')) ?? text(field(wrapped, 'type'))),
    };
  }
  const detail = text(field(body, 'detail')) ?? text(wrapped);
  if (detail !== null) return { message: detail };
  return readFieldError(body) ?? { message: NO_REASON };
}

/** The first refused field; two levels deep, which is as deep as Ottu's request bodies are. */
function readFieldError(body: Record<string, unknown>, prefix = '', depth = 0): OttuError | null {
  for (const [name, value] of Object.entries(body).slice(0, 50)) {
    const path = prefix + name;
    const message = Array.isArray(value) ? text(value[0]) : null;
    if (message !== null) return { message, field: path.slice(0, MAX_MESSAGE) };
    if (isObject(value) && depth < 2) {
      const inner = readFieldError(value, `${path}.`, depth + 1);
      if (inner) return inner;
    }
  }
  return null;
}

/** For people: the field in front when there is one. */
export function describeOttuError(error: OttuError): string {
  return error.field ? `${error.field}: ${error.message}` : error.message;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, MAX_MESSAGE) : null;
}

function named<K extends string>(name: K, value: string | null): Partial<Record<K, string>> {
  return value === null ? {} : ({ [name]: value } as Record<K, string>);
}
