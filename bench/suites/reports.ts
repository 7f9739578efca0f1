import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { cpuMsOf, cpuMsOfFamily, memoryOf } from '../measure/cpu.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { apiKey, startApi } from '../stage/api.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';

export interface Reports {
  lines: number;
  /** From the request until the day is proven: fetched, parsed, kept as rows, and held against the books. */
  seconds: number;
  workerCpuMs: number;
  postgresCpuMs: number;
  /** The most memory of the worker, after the first and small file and after this one. */
  peakMbBefore: number;
  peakMb: number;
}

interface Day {
  day: string;
  status: string;
  lines: number;
  reason: string | null;
}

const LOOKS_MS = 250;
const DAY_MS = 86_400_000;
/** Before the first payment that was loaded (k-th-row.ts): a day with payments that no line tells of is not proven. */
const LONG_AGO = 26;

/** A worker reads Ottu's file of a day: a small one first, so that what grows with the file can be told from the rest. */
export async function measureReports(stage: Stage, { reportLines }: Options): Promise<Reports[]> {
  const authorization = `Bearer ${apiKey(stage)}`;
  const [api, workers] = [await startApi(stage), new Workers(stage)];
  const url = `http://127.0.0.1:${api.port}/v1/ops/reconciliation/days`;
  const ask = async (method: 'GET' | 'POST', path = '') => {
    const body = method === 'POST' ? '{}' : undefined;
    const headers = { authorization, ...(body && { 'content-type': 'application/json' }) };
    const answer = await request(url + path, { method, headers, body });
    const said: unknown = await answer.body.json();
    if (answer.statusCode >= 300) throw new Error(`A day was not taken: ${JSON.stringify(said)}`);
    return said;
  };
  const read = async (daysAgo: number, lines: number): Promise<void> => {
    const day = new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    await stage.gateway.reportOf(lines);
    await ask('POST', `/${day}/run`);
    for (;;) {
      const { data } = (await ask('GET')) as { data: Day[] };
      const now = data.find((one) => one.day === day)!;
      if (now.status === 'proven' && now.lines === lines) return;
      if (now.reason !== null || now.status !== 'open')
        throw new Error(`A day came to nothing: ${JSON.stringify(now)}`);
      await sleep(LOOKS_MS);
    }
  };
  try {
    await workers.run(1, 10);
    const pid = workers.pids[0]!;
    await read(LONG_AGO + 1, Math.ceil(reportLines / 100));
    const cpu = () => ({ worker: cpuMsOf(pid), postgres: cpuMsOfFamily(stage.postmaster) });
    const [before, peakMbBefore, began] = [cpu(), memoryOf(pid).peakMb, Date.now()];
    await read(LONG_AGO, reportLines);
    const after = cpu();
    say(`  a report of ${reportLines} lines was read`);
    return [
      {
        lines: reportLines,
        seconds: (Date.now() - began) / 1000,
        workerCpuMs: after.worker - before.worker,
        postgresCpuMs: after.postgres - before.postgres,
        peakMbBefore,
        peakMb: memoryOf(pid).peakMb,
      },
    ];
  } finally {
    await workers.stop();
    await api.program.end();
  }
}
