import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CalendarError } from '../../domain/calendar/calendar-error.js';
import { MoneyError } from '../../domain/money/money.js';
import { IllegalTransition } from '../../domain/state-machine.js';
import { AppError, PROBLEMS, type ProblemCode } from './app-error.js';
import { BODY_LIMIT } from './request-body.js';
import { conflictOf } from './unique-conflicts.js';

const BY_STATUS: Record<number, ProblemCode> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** Every error leaves as RFC 9457 problem+json. What we did not foresee is logged and told without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const problem = toAppError(error);
    if (problem.code === 'internal') {
      this.logger.error({ err: error, request_id: request.id }, 'Unexpected error');
    }
    sendProblem(reply, problem, request);
  }
}

/** Also used for what fails before Nest sees the request, such as a body that is not JSON. */
export function sendProblem(reply: FastifyReply, problem: AppError, request: FastifyRequest): void {
  const body = problemBody(problem, request);
  void reply.status(body.status).headers(problem.headers).type('application/problem+json').send(body);
}

/** RFC 9457. */
export function problemBody(problem: AppError, request: FastifyRequest) {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `/docs/errors#${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.detail,
    errors: problem.errors,
    request_id: request.id,
  };
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof MoneyError) return new AppError('invalid_request', error.message);
  // A moment further off than periods are counted to; every other fault of the calendar is a row's, or ours.
  if (error instanceof CalendarError && error.code === 'out_of_range')
    return new AppError('rule_violation', error.message);
  if (error instanceof IllegalTransition) return new AppError('conflict', error.message);
  const conflict = conflictOf(error);
  if (conflict) return conflict;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const code = status === undefined ? undefined : BY_STATUS[status];
  if (!code)
    return new AppError('internal', 'The error was recorded; quote the request_id when you report it');
  if (isBadJson(error)) return new AppError('invalid_json', 'The body could not be read as JSON');
  return new AppError(code, detailFor(code, error));
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | null)?.statusCode;
}

function isBadJson(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return (
    error instanceof SyntaxError ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  );
}

function detailFor(code: ProblemCode, error: unknown): string {
  if (code === 'payload_too_large') return `A body may have at most ${BODY_LIMIT} bytes`;
  if (code === 'unsupported_media_type') return 'Send Content-Type: application/json';
  return error instanceof Error ? error.message : PROBLEMS[code].title;
}
