import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOWNLOADS_PER_HOUR } from '../../../domain/day-report/day-states.js';
import { reportWindows } from '../../../domain/day-report/report-windows.js';
import {
  type DownloadReportResult,
  type GatewayAccount,
  type ListReportsResult,
  PaymentGateway,
  type ReportFile,
} from '../../../gateway/payment-gateway.js';
import { Settings } from '../../../platform/config/settings.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { DaysRepository } from '../days.repository.js';
import { openNameless } from '../readers/text-table.js';
import type { ComparedFile, ReconciliationDay } from '../reconciliation-day.entity.js';

const writeTo = promisify(write);
const DAY_MS = 86_400_000;
const MB = 1_048_576;

export type Fetched =
  | { kind: 'fetched'; fd: number; records: number | null; file: ComparedFile }
  /** `isNotThere`: the platform listed its files, and none is of this day. */
  | { kind: 'not_now'; reason: string; retryAfterSeconds: number | null; isNotThere?: true };

const NOT_THERE: Fetched = {
  kind: 'not_now',
  reason: 'the platform has no file of this day',
  retryAfterSeconds: null,
  isNotThere: true,
};

/** Brings the platform's file of a day to the disk. Whoever gets it closes it, and then it is gone. */
@Injectable()
export class FetchFile {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly settings: Settings,
    private readonly uow: UnitOfWork,
    private readonly days: DaysRepository,
  ) {}

  /** For what does not fit into memory. */
  directory(): string {
    const directory = join(this.settings.dataDir, 'reports');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  maxUnpackedBytes(): number {
    return this.settings.REPORT_MAX_MB * MB * 4;
  }

  async execute(account: GatewayAccount, day: ReconciliationDay, now: Date): Promise<Fetched> {
    const files: ReportFile[] = [];
    for (const window of reportWindows(day.day, now.toISOString().slice(0, 10))) {
      const listed = await this.gateway.listReports(account, window);
      if (listed.kind !== 'listed') return notNow(listed);
      files.push(...listed.files);
    }
    const file = fileOf(files, day.day);
    if (file === null) return NOT_THERE;
    if (typeof file === 'string') return { kind: 'not_now', reason: file, retryAfterSeconds: null };
    const { merchantId } = day;
    const row = { merchantId, day: day.day, token: file.token, at: now };
    if (!(await this.uow.run((tx) => this.days.takeDownload(tx, row, DOWNLOADS_PER_HOUR)))) {
      const reason = `${DOWNLOADS_PER_HOUR} files were downloaded within this hour`;
      return { kind: 'not_now', reason, retryAfterSeconds: 3_600 };
    }
    return this.download(account, file);
  }

  private async download(account: GatewayAccount, file: ReportFile): Promise<Fetched> {
    const fd = openNameless(this.directory());
    const hash = createHash('sha256');
    try {
      const result = await this.gateway.downloadReport(account, file.token, {
        maxBytes: this.settings.REPORT_MAX_MB * MB,
        write: async (piece) => {
          hash.update(piece);
          for (let at = 0; at < piece.length;) at += (await writeTo(fd, piece, at)).bytesWritten;
        },
      });
      if (result.kind === 'downloaded') {
        const { name, token, createdAt, records } = file;
        const sha256 = hash.digest('hex');
        const made_at = createdAt.toISOString();
        return { kind: 'fetched', fd, records, file: { name, token, bytes: result.bytes, sha256, made_at } };
      }
      closeSync(fd);
      return notNow(result);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }
}

/**
 * The file of the day: which day a file covers, only its name says. Of several the newest, which a merchant may
 * have made again.
 */
function fileOf(files: ReportFile[], day: string): ReportFile | string | null {
  const ofDay = files
    .filter(({ name }) => name.includes(day) || name.includes(day.replaceAll('-', '')))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const finished = ofDay.find(({ status }) => status === 'finished');
  if (finished) return finished;
  return ofDay[0] ? `the file of this day is ${ofDay[0].status}` : null;
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function notNow(result: ListReportsResult | DownloadReportResult): Fetched {
  const reason = (text: string, seconds: number | null = null): Fetched => ({
    kind: 'not_now',
    reason: text,
    retryAfterSeconds: seconds,
  });
  switch (result.kind) {
    case 'unauthorized':
      return reason(`the credentials may not read reports (HTTP ${result.httpStatus}): ${result.message}`);
    case 'rate_limited':
      return reason(result.reason ?? 'the platform asks to wait', result.retryAfterSeconds);
    case 'not_there':
      return reason(`the file is not there (HTTP ${result.httpStatus}): ${result.message}`);
    case 'too_large':
      return reason(`the file is larger than ${result.maxBytes} bytes (REPORT_MAX_MB)`);
    case 'trouble':
      return reason(`${result.trouble.code}: ${result.trouble.message}`);
    default:
      return reason(result.kind);
  }
}
