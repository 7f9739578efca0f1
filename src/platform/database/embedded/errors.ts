import { DatabaseStartupError } from '../server-check.js';

/** The embedded PostgreSQL could not be brought up; `message` is one line that says what to do about it. */
export class EmbeddedPostgresError extends DatabaseStartupError {
  override readonly name = 'EmbeddedPostgresError';
}

const WAY_OUT = 'Set DATA_DIR to a directory that can be written, or DATABASE_URL to a PostgreSQL server.';

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'a part of the path is not a directory',
  ENOENT: 'the directory cannot be made',
  ELOOP: 'a symbolic link is in the way',
  EBUSY: 'it is a mount point or otherwise in use',
};

export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whatever went wrong underneath, in one line. */
export function explain(error: unknown, dataDir: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const reason = REASONS[codeOf(error) ?? ''];
  const text = error instanceof Error ? error.message : String(error);
  if (reason === undefined) {
    return new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${dataDir} did not start: ${oneLine(text)}`,
      {
        cause: error,
      },
    );
  }
  const path = (error as NodeJS.ErrnoException).path ?? dataDir;
  return new EmbeddedPostgresError(
    `Cannot keep the embedded PostgreSQL's data in ${dataDir}: ${reason} (${path}). ${WAY_OUT}`,
    { cause: error },
  );
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
