import { maskCardNumbers } from '../http/card-number-guard.js';

const HIDDEN = '[redacted]';
const SECRET_NAME =
  /(^|[_-])(authorization|cookie|password|passwd|secret|token|credentials?|signature|cvv|pan)$|hmac|api[_-]?key$|encryption[_-]?key/i;
const MOST_CHARACTERS = 8_000;
const MOST_DEPTH = 6;
const MOST_ENTRIES = 100;

/** What secrets look like inside longer texts, such as an error's message or a database address. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/perennial_(sandbox|live)_[0-9a-z]{26}_[A-Za-z0-9_-]+/g, `perennial_$1_${HIDDEN}`],
  [/\b(Bearer|Basic|Api-Key) +[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/(\/hooks\/[^/\s?#]+\/[^/\s?#]+\/)[^/\s?#]+/g, `$1${HIDDEN}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/("(?:[a-z_-]*(?:token|secret|password|hmac|signature|api_key))"\s*:\s*)"[^"]*"/gi, `$1"${HIDDEN}"`],
];

/**
 * A copy fit for a log: logs are read by more people and kept for longer than any table, so a secret
 * that reached one would have to be called lost.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MOST_DEPTH) return '[deep]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => redact(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .map(([name, entry]) => [name, isSecretName(name) ? HIDDEN : redact(entry, depth + 1)]),
  );
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

export function redactText(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  const masked = PATTERNS.reduce((result, [pattern, shown]) => result.replace(pattern, shown), short);
  return maskCardNumbers(masked, '[card number]');
}

/** Only what tells the fault: errors of the database carry the query's values, names and tokens among them. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: redactText(error.message),
    stack: error.stack === undefined ? undefined : redactText(error.stack),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(error.cause !== undefined && { cause: redact(error.cause, depth + 1) }),
  };
}
