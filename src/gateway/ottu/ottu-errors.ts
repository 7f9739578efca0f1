import { field, isObject } from './json-fields.js';
import { toldText } from './told-text.js';

export interface OttuError {
  message: string;
  /** Path of the field that was refused, such as `agreement.id`. */
  field?: string;
  code?: string;
}

/** With what people are told before it, it is kept whole: nothing is cut once more, in the middle of a character. */
const MOST_CHARACTERS = 400;
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
      message: toldText(field(wrapped, 'message')) ?? NO_REASON,
      ...named('field', toldText(field(wrapped, 'field'))),
      ...named('code', toldText(field(wrapped, 'code')) ?? toldText(field(wrapped, 'type'))),
    };
  }
  const detail = toldText(field(body, 'detail')) ?? toldText(wrapped);
  if (detail !== null) return { message: detail };
  return readFieldError(body) ?? { message: NO_REASON };
}

/** The first refused field; two levels deep, which is as deep as Ottu's request bodies are. */
function readFieldError(body: Record<string, unknown>, prefix = '', depth = 0): OttuError | null {
  for (const [name, value] of Object.entries(body).slice(0, 50)) {
    const path = prefix + name;
    const message = Array.isArray(value) ? toldText(value[0]) : null;
    if (message !== null) return { message, ...named('field', toldText(path)) };
    if (isObject(value) && depth < 2) {
      const inner = readFieldError(value, `${path}.`, depth + 1);
      if (inner) return inner;
    }
  }
  return null;
}

/** For people: the field in front when there is one. */
export function describeOttuError(error: OttuError): string {
  const whole = error.field ? `${error.field}: ${error.message}` : error.message;
  return toldText(whole, MOST_CHARACTERS) ?? NO_REASON;
}

function named<K extends string>(name: K, value: string | null): Partial<Record<K, string>> {
  return value === null ? {} : ({ [name]: value } as Record<K, string>);
}
