import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { from, type Observable, lastValueFrom } from 'rxjs';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AppError } from '../http/app-error.js';
import { isUpload } from '../http/uploads.js';
import type { AuthenticatedRequest } from '../http/principal.js';
import { problemBody, toAppError } from '../http/problem.filter.js';
import { IDEMPOTENCY_REQUIRED, readIdempotencyKey } from './idempotency.decorators.js';
import { IdempotencyRepository, type KeyUse, type StoredAnswer } from './idempotency.repository.js';
import { requestHash } from './request-hash.js';

/** Longer than any handler takes; after it a request whose process died may be sent again. */
const LEASE_MS = 90_000;

/** Answers that may be different next time: they are told, but not kept. */
const NOT_FINAL = new Set([401, 403, 409, 429]);

/** Makes every POST repeatable: the same key and body get the same answer, and the work is done once. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    private readonly reflector: Reflector,
    private readonly uow: UnitOfWork,
    private readonly records: IdempotencyRepository,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    // A file is not kept to be compared; its lines have names of their own by which they are done once.
    if (request.method !== 'POST' || !request.principal || isUpload(request.body)) return next.handle();
    const key = readIdempotencyKey(request);
    if (key === undefined) {
      if (this.reflector.get<boolean>(IDEMPOTENCY_REQUIRED, context.getHandler())) throw keyRequired();
      return next.handle();
    }
    const path = request.url.split('?')[0]!;
    const use = {
      merchantId: request.principal.merchantId,
      key,
      requestHash: requestHash('POST', path, request.body),
    };
    return from(this.once(use, request, context.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private async once(
    use: KeyUse,
    request: AuthenticatedRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const begun = await this.uow.read((tx) => this.records.begin(tx, use, LEASE_MS));
    switch (begun.kind) {
      case 'run':
        return this.run(use, begun.lock, request, reply, next);
      case 'answered':
        return replay(reply, begun.answer);
      case 'running':
        throw inProgress(begun.retryAfterSeconds);
      case 'other_request':
        throw keyReused();
    }
  }

  private async run(
    use: KeyUse,
    lock: string,
    request: AuthenticatedRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    try {
      const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.keep(use, lock, { status: reply.statusCode, body: JSON.stringify(result) ?? 'null' });
      return result;
    } catch (error) {
      const body = problemBody(toAppError(error), request);
      await this.keep(use, lock, { status: body.status, body: JSON.stringify(body) });
      throw error;
    }
  }

  /** The work is done and committed by now: failing to remember its answer must not turn it into an error. */
  private async keep(use: KeyUse, lock: string, answer: StoredAnswer): Promise<void> {
    const isFinal = answer.status < 500 && !NOT_FINAL.has(answer.status);
    try {
      await this.uow.read((tx) =>
        isFinal ? this.records.finish(tx, use, lock, answer) : this.records.release(tx, use, lock),
      );
    } catch (error) {
      this.logger.error({ err: error }, 'The answer to an idempotent request could not be kept');
    }
  }
}

function replay(reply: FastifyReply, answer: StoredAnswer): unknown {
  const type = answer.status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json';
  void reply.status(answer.status).header('Idempotent-Replayed', 'true').type(type);
  return answer.body;
}

function keyRequired(): AppError {
  const message = 'is required: choose a text of your own, such as a UUID, and repeat it when you retry';
  return AppError.field('idempotency_key_required', 'Idempotency-Key', message);
}

function inProgress(retryAfterSeconds: number): AppError {
  const detail = `The first request with this key is still running; ask again in at most ${retryAfterSeconds} s`;
  return new AppError('idempotency_in_progress', detail, [], { 'Retry-After': String(retryAfterSeconds) });
}

function keyReused(): AppError {
  const message = 'was used before with another method, path or body; choose a new one for a new request';
  return AppError.field('idempotency_key_reused', 'Idempotency-Key', message);
}
