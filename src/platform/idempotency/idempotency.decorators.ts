import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiIdempotencyKey } from '../http/api-docs.js';
import { AppError } from '../http/app-error.js';
import { looksLikeCardNumber } from '../http/card-number-guard.js';

export const IDEMPOTENCY_REQUIRED = 'perennial:idempotency-required';

/** For routes where money or a subscription comes into being: without the header they answer 400. */
export const IdempotencyRequired = () =>
  applyDecorators(SetMetadata(IDEMPOTENCY_REQUIRED, true), ApiIdempotencyKey(true));

/** The request's Idempotency-Key, or undefined; a string always where it is required. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined =>
    readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** @throws AppError when the header is there but cannot be a key */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    const allowed = 'must be 1 to 255 visible ASCII characters';
    throw AppError.field('invalid_request', 'Idempotency-Key', allowed);
  }
  // Kept for a long time and shown to operators, so the rule for bodies holds here as well.
  if (looksLikeCardNumber(key)) {
    throw AppError.field('card_number_refused', 'Idempotency-Key', 'looks like a card number; use a UUID');
  }
  return key;
}
