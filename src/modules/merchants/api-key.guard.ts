import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../platform/http/app-error.js';
import {
  type AuthenticatedRequest,
  PUBLIC_ROUTE,
  REQUIRED_SCOPE,
  type Scope,
} from '../../platform/http/principal.js';
import { AuthenticateKey } from './use-cases/authenticate-key.js';

/** Stands before every route: without @Public() it takes a key, without @RequireScope() it lets nobody in. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticate: AuthenticateKey,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = await this.authenticate.execute(bearerOf(request));
    if (!principal) throw unauthorized('The API key is unknown or revoked');
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(REQUIRED_SCOPE, targets);
    if (!scope) throw new AppError('forbidden', 'This route declares no scope, so no key may call it');
    if (!principal.scopes.includes(scope) && !principal.scopes.includes('admin')) {
      throw new AppError('forbidden', `The API key lacks the scope ${scope}`);
    }
    request.principal = principal;
    return true;
  }
}

function bearerOf(request: AuthenticatedRequest): string {
  const [, key] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (key === undefined) throw unauthorized('Send the API key as: Authorization: Bearer perennial_…');
  return key;
}

function unauthorized(detail: string): AppError {
  return new AppError('unauthorized', detail, [], { 'WWW-Authenticate': 'Bearer realm="perennial"' });
}
