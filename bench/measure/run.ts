import type { Cpu } from './meter.js';

/** What one measurement found, for any of the contestants. */
export interface Run {
  renewals: number;
  seconds: number;
  cpu: Cpu;
  /** Of each worker process, the most memory it ever had. */
  peakMb?: number[];
}

export function perSecond({ renewals, seconds }: Run): number {
  return renewals / seconds;
}

/** Of the renewing process or processes and of PostgreSQL; the gateway's is told apart. */
export function cpuMsPerRenewal({ renewals, cpu }: Run): number {
  return (cpu.workerMs + cpu.postgresMs) / renewals;
}
