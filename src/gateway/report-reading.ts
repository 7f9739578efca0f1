import type { RateLimited, Trouble } from './trouble.js';

/** A file of transactions that the platform keeps. What it covers, only its name says, and that undocumented. */
export interface ReportFile {
  /** By which it is downloaded; part of a path. */
  token: string;
  name: string;
  format: 'csv' | 'xlsx' | null;
  /** Without the header, where it is told. */
  records: number | null;
  status: 'in_progress' | 'finished' | 'expired';
  createdAt: Date;
}

export interface ListReportsQuery {
  /** UTC days, YYYY-MM-DD, both included. */
  createdFrom: string;
  createdTo: string;
}

type Refused =
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };

export type ListReportsResult = { kind: 'listed'; files: ReportFile[] } | Refused;

/** Where the bytes go, in order and one piece at a time: the next is not read before the last is kept. */
export interface ReportSink {
  maxBytes: number;
  write(piece: Buffer): Promise<void>;
}

export type DownloadReportResult =
  | { kind: 'downloaded'; bytes: number }
  /** Gone, expired, or not finished yet. */
  | { kind: 'not_there'; httpStatus: number; message: string }
  /** Given up at the limit; what was written is of no use. */
  | { kind: 'too_large'; maxBytes: number }
  | Refused;
