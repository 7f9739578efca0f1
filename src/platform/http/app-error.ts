/** What the API can answer when it does not do what was asked. docs/errors.md lists them. */
export const PROBLEMS = {
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request is malformed' },
  idempotency_key_required: { status: 400, title: 'An Idempotency-Key header is required' },
  unauthorized: { status: 401, title: 'A valid API key is required' },
  webhook_signature_invalid: { status: 401, title: 'The signature does not match' },
  forbidden: { status: 403, title: 'The API key may not do this' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The state does not allow this' },
  change_planned: { status: 409, title: 'Another change is planned' },
  idempotency_in_progress: { status: 409, title: 'The first request with this key is still running' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  rule_violation: { status: 422, title: 'A rule forbids this' },
  consent_needed: { status: 422, title: 'The customer has to agree anew first' },
  gateway_cannot: { status: 422, title: 'The payment gateway cannot do this' },
  paid_in_other_currency: { status: 422, title: 'The payer was charged in another currency' },
  card_number_refused: { status: 422, title: 'Card numbers are never accepted' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used with another request' },
  gateway_refused: { status: 502, title: 'Ottu refused the request' },
  gateway_unavailable: { status: 503, title: 'Ottu cannot be reached at the moment' },
  not_ready: { status: 503, title: 'Not ready' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault of one field: its path in the body, what is wrong, and what is allowed. */
export interface FieldFault {
  field: string;
  message: string;
}

/** The one error that use cases throw; the filter turns it into problem+json. */
export class AppError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors: FieldFault[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }

  static notFound(what: string, id: string): AppError {
    return new AppError('not_found', `There is no ${what} ${id}`);
  }

  static field(code: ProblemCode, field: string, message: string): AppError {
    return new AppError(code, `${field}: ${message}`, [{ field, message }]);
  }
}
