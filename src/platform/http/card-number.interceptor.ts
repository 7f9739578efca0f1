import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { isUpload } from './uploads.js';
import { refuseCardNumbers } from './card-number-guard.js';

/** Looks through every body of the API before its handler does; hooks carry what Ottu writes, not we. */
@Injectable()
export class CardNumberInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // A file is looked through line by line by who reads it.
    if (request.routeOptions.url?.startsWith('/v1/') && !isUpload(request.body))
      refuseCardNumbers(request.body);
    return next.handle();
  }
}
