import { EndRecovery, RunRecovery } from '../../../src/modules/recovery/index.js';
import { WatchEpoch } from '../../../src/platform/epoch/index.js';
import { Dump } from '../../support/dump.js';
import type { World } from '../../support/world.js';

export const BEGIN = '2027-01-31T09:00:00Z';
export const RENEWAL = '2027-02-28T09:00:00Z';

export interface RecoveryReport {
  mode: string;
  signs: string[];
  to_ask: number;
  absent: number;
  adopted: number;
  unplaced: number;
  covered: boolean;
  orders: { order_no: string; finding: string | null; note: string | null }[];
}

interface Truth {
  charges: { order_no: string }[];
  order_nos_charged_more_than_once: string[];
}

/** A merchant whose database forgets what happened, while the platform and the clock do not. */
export class Forgetful {
  constructor(readonly world: World) {}

  private get engine() {
    return this.world.engine;
  }

  /** What `meanwhile` did is lost; the engine notices at its next look, as it would at its start. */
  async forget(meanwhile: () => Promise<void>): Promise<void> {
    await this.engine.get(WatchEpoch).execute();
    const dump = await Dump.of(this.engine);
    await this.engine.get(WatchEpoch).execute();
    await meanwhile();
    const now = await this.world.now();
    await dump.putBack();
    await this.world.jumpTo(now.toISOString());
    await this.engine.get(WatchEpoch).execute();
  }

  /** That the database was restored is told as an error, and is what these stories are about. */
  expectTold(): void {
    expect(this.engine.errors.join('\n')).toContain('npm run recover');
    this.engine.errors.length = 0;
  }

  end(uncovered = false): Promise<void> {
    return this.engine.get(EndRecovery).execute({ by: 'Noura', reason: 'looked at', uncovered });
  }

  /** Asks for all that can be asked for now; the pauses between questions are not waited for. */
  async recover(): Promise<RecoveryReport> {
    for (let step = 0; step < 100; step++) {
      await this.engine.sql(`UPDATE recoveries SET ask_at = clock_timestamp()`);
      if ((await this.engine.get(RunRecovery).execute()) === 0) break;
    }
    return this.report();
  }

  /** Until the platform is believed where it says again and again that it knows of nothing. */
  async recoverAll(): Promise<RecoveryReport> {
    let report = await this.recover();
    for (let round = 1; round < 4 && !report.covered && report.mode !== 'open'; round++) {
      await this.later(16);
      report = await this.recover();
    }
    return report;
  }

  /** As if it were long enough later to ask again; the platform's clock is the test's. */
  async later(minutes: number): Promise<void> {
    const now = await this.world.now();
    await this.world.jumpTo(new Date(now.getTime() + minutes * 60_000).toISOString());
    await this.engine.sql(`UPDATE recovery_orders SET ask_at = clock_timestamp()`);
  }

  report(): Promise<RecoveryReport> {
    return this.world.get<RecoveryReport>('/v1/ops/recovery');
  }

  truth(): Promise<Truth> {
    return this.world.control<Truth>('GET', '/truth');
  }

  attempts(): Promise<{ n: number; kind: string; status: string; settled_by: string | null }[]> {
    return this.engine.sql(
      `SELECT n, kind, status, settled_by FROM attempts WHERE merchant_id = $1 ORDER BY invoice_id, n`,
      [this.world.merchant.id],
    );
  }
}
