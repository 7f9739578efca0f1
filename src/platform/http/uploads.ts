import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { AppError } from './app-error.js';

/** Types of files that are taken in as they come, and the format that each means. */
const FILES = { 'text/csv': 'csv', 'application/x-ndjson': 'jsonl' } as const;

/** The one route whose body is a file and may be larger than any other. */
export const UPLOADS = '/v1/imports';

/** A million subscriptions; a file without an end must not fill the disk. */
export const UPLOAD_LIMIT = 256 * 1024 * 1024;

/** Hands the body on unread. Any other route refuses these types, as it does all but JSON. */
export function useUploads(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  for (const type of Object.keys(FILES)) {
    fastify.addContentTypeParser(
      type,
      (request: FastifyRequest, payload: Readable, done: (e: Error | null, body?: unknown) => void) => {
        // prettier-ignore
        if (request.routeOptions.url === UPLOADS) return done(null, payload);
        return done(new AppError('unsupported_media_type', 'Send Content-Type: application/json'));
      },
    );
  }
}

/** Whether a body is a file, which nobody may read before its handler. */
export function isUpload(body: unknown): boolean {
  return body instanceof Readable;
}

export function fileOf(
  { body, headers }: Pick<FastifyRequest, 'body' | 'headers'>,
  mostBytes = UPLOAD_LIMIT,
): { format: 'csv' | 'jsonl'; body: Readable } {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (body instanceof Readable && type in FILES) {
    if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
    return { format: FILES[type as keyof typeof FILES], body: Readable.from(upTo(body, mostBytes)) };
  }
  throw new AppError('unsupported_media_type', `Send a file as one of: ${Object.keys(FILES).join(', ')}`);
}

/** Without a length ahead, which a sender need not give, the end of it is seen only here. */
async function* upTo(body: Readable, mostBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    yield chunk;
  }
}

function tooLarge(mostBytes: number): AppError {
  return new AppError('payload_too_large', `A file may have at most ${mostBytes} bytes; send it in parts`);
}
