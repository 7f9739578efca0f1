import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Load {
  origin: string;
  /** A second. */
  rate: number;
  beginsAt: number;
  requests: readonly Request[];
  /**
   * So many of the first are sent and not counted. A sender that has just started compiles its own code and opens its
   * connections for about a second, in which it sends late and then all at once: that wait is its own making.
   */
  uncounted?: number;
}

export interface LoadRun {
  sent: number;
  /** How many came to no good answer, by why: the status, or the code of the error. */
  failures: Record<string, number>;
  seconds: number;
  /** Until each answer, in milliseconds; of those that got none, how long they had waited in the end. */
  ms: number[];
}

const CONNECTIONS = 256;
/** A receiver that is overrun would be waited for until it has worked off all of it. */
const GRACE_MS = 15_000;

/**
 * Sends at a rate, whatever becomes of it: the next request does not wait for the last one's answer. The time of
 * each counts from when it should have been sent, so that a receiver that stalls is charged for everything that
 * queued up meanwhile.
 */
export async function sendAtRate({
  origin,
  rate,
  beginsAt,
  requests,
  uncounted = 0,
}: Load): Promise<LoadRun> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const ms: number[] = [];
  const failures: Record<string, number> = {};
  const waiting = new Map<number, number>();
  const fail = (why: string) => void (failures[why] = (failures[why] ?? 0) + 1);

  async function send(i: number, planned: number): Promise<void> {
    const isCounted = i >= uncounted;
    if (isCounted) waiting.set(i, planned);
    try {
      const { statusCode, body } = await pool.request(requests[i]!);
      await body.dump();
      if (isCounted && (statusCode < 200 || statusCode > 299)) fail(String(statusCode));
    } catch (error) {
      if (isCounted) fail((error as { code?: string }).code ?? 'error');
    }
    if (waiting.delete(i)) ms.push(performance.now() - planned);
  }

  await sleep(Math.max(0, beginsAt - Date.now()));
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let i = 0; i < requests.length;) {
    const now = performance.now();
    for (; i < requests.length; i++) {
      const planned = began + (i * 1000) / rate;
      if (planned > now) break;
      pending.push(send(i, planned));
    }
    await sleep(1);
  }
  await Promise.race([Promise.all(pending), sleep(GRACE_MS)]);
  const ended = performance.now();
  for (const planned of waiting.values()) {
    fail('unanswered');
    ms.push(ended - planned);
  }
  waiting.clear();
  await pool.destroy();
  const seconds = (ended - began) / 1000 - uncounted / rate;
  return { sent: requests.length - uncounted, failures: { ...failures }, seconds, ms };
}
