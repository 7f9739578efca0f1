import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

export const SCOPES = [
  'admin',
  'customers:read',
  'customers:write',
  'plans:read',
  'plans:write',
  'subscriptions:read',
  'subscriptions:write',
  'invoices:read',
  'invoices:write',
  'charges:read',
  'charges:write',
  'events:read',
  'ops:read',
  'ops:write',
] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks: one API key of one merchant. */
export interface Principal {
  merchantId: bigint;
  keyId: bigint;
  scopes: Scope[];
}

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

export const REQUIRED_SCOPE = 'perennial:scope';
export const PUBLIC_ROUTE = 'perennial:public';

/** The scope a key must have (`admin` has all) to call this route, also in its description. A route without one is refused. */
export const RequireScope = (scope: Scope) =>
  applyDecorators(SetMetadata(REQUIRED_SCOPE, scope), ApiExtension('x-required-scope', scope));

/** A route that needs no API key. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new Error('This route has no authenticated principal');
  return principal;
});
