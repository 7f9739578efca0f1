import type { Client } from 'pg';

const EVERY_STEPS = 2_000;

/**
 * What PostgreSQL does for itself in production, whenever it likes, is done here when nothing else happens, so that
 * the same seed always finds the same rows in the same places: without it the planner knows nothing of the tables,
 * every look wades through what was written over, and years take longer the more of them are lived.
 */
export class Housekeeping {
  private doneAtStep = 0;

  constructor(private readonly client: Client) {}

  /** Between two steps: no transaction is open then. */
  async afterSteps(steps: number): Promise<void> {
    if (steps - this.doneAtStep < EVERY_STEPS) return;
    this.doneAtStep = steps;
    await this.client.query('VACUUM (ANALYZE)');
  }
}
