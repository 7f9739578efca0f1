import { latenciesOf, type Results } from '../results.js';
import { say } from './say.js';
import { figure, table } from './table.js';

/** What does not charge anybody: questions of a backend, the arithmetic of an invoice, a file that is taken over. */
export function tellBilling({ reads, building, imports, reports }: Results): void {
  if (reads.length > 0) tellReads(reads);
  for (const { lines, invoices, cpuMs } of building) {
    const rate = figure((invoices * 1000) / cpuMs);
    say(`\nBuilding invoices of ${lines} lines: ${rate} a second of one core (${invoices} invoices)`);
  }
  for (const one of imports) {
    const { api, worker, postgres } = eachOf(one);
    say(
      `\nImport of ${one.lines} ${one.kind}: received in ${figure(one.receivedInSeconds)} s, worked off in ` +
        `${figure(one.workedOffInSeconds)} s; at most ${figure(one.apiPeakMb)} MB in the API's process, ` +
        `${figure(one.workerPeakMb)} MB in the worker's; processor time a line: ${api} ms in the API, ` +
        `${worker} ms in the worker, ${postgres} ms in PostgreSQL`,
    );
  }
  for (const one of reports) {
    const { lines, seconds, peakMbBefore, peakMb } = one;
    const each = (ms: number) => figure(ms / lines);
    say(
      `\nReport of ${lines} lines: ${figure(lines / seconds)} lines a second, ${figure(seconds)} s; the worker's memory ` +
        `at most ${figure(peakMb)} MB, which is ${figure(peakMb - peakMbBefore)} MB more than after a file of a hundredth; ` +
        `processor time a line: ${each(one.workerCpuMs)} ms in the worker, ${each(one.postgresCpuMs)} ms in PostgreSQL`,
    );
  }
}

function eachOf({ lines, apiCpuMs, workerCpuMs, postgresCpuMs }: Results['imports'][number]) {
  const each = (ms: number) => figure(ms / lines);
  return { api: each(apiCpuMs), worker: each(workerCpuMs), postgres: each(postgresCpuMs) };
}

function tellReads(reads: Results['reads']): void {
  say('\nQuestions: milliseconds from when each was to be sent until its answer');
  const rows = reads.map((one) => {
    const { p50, p99, max } = latenciesOf(one.ms);
    const failures = Object.entries(one.failures).map(([why, count]) => `${count} ${why}`);
    return [
      one.what,
      one.subscriptions,
      `${one.rate}/s`,
      ...[p50, p99, max].map(figure),
      one.sent,
      failures.join(', ') || 'none',
      figure(one.apiCpuMs / one.sent),
    ];
  });
  say(table(['', 'subscriptions', 'rate', 'p50', 'p99', 'max', 'sent', 'failures', 'CPU ms each'], rows));
}
