import type { JsonObject } from '../state/types.js';

/** An answer that is not a success, thrown from wherever it is noticed. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: JsonObject,
    readonly headers: Record<string, string> = {},
  ) {
    super(JSON.stringify(body));
  }
}

/** `{"detail": "..."}` */
export function detail(status: number, text: string, more: JsonObject = {}): ApiError {
  return new ApiError(status, { detail: text, ...more });
}

/** `{"field": ["..."]}`; nested for fields of an object. */
export function fieldErrors(errors: JsonObject): ApiError {
  return new ApiError(400, errors);
}

const CODES: Record<number, string> = {
  400: 'invalid_request',
  401: 'not_authenticated',
  403: 'permission_denied',
  404: 'not_found',
  405: 'method_not_allowed',
  415: 'unsupported_media_type',
  429: 'throttled',
};

/** The third shape, `{"error": {...}}`, for those who switched it on. */
export function asEnvelope(status: number, body: JsonObject): JsonObject {
  const [field] = Object.keys(body);
  const text = typeof body.detail === 'string' ? body.detail : JSON.stringify(body[field ?? '']);
  return {
    error: {
      type: status >= 500 ? 'api_error' : 'invalid_request_error',
      code: CODES[status] ?? 'error',
      message: text,
      field: typeof body.detail === 'string' ? null : (field ?? null),
    },
  };
}
