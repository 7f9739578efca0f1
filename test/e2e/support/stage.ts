import { Engine, type Environment } from '../../support/engine-process.js';
import { createTestDatabase } from '../../support/template-database.js';
import { Books } from './books.js';
import { Shop } from './shop.js';

/** For whole stories told to real processes, on a machine that has other things to do as well. */
export const STORY_MS = 240_000;

/** A running engine with its simulator, an empty database, a shop on top, and its auditor. */
export class Stage {
  private constructor(
    readonly databaseUrl: string,
    readonly engine: Engine,
    readonly shop: Shop,
    readonly books: Books,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  /** `environment` is for the first process only. */
  static async set(environment: Environment = {}): Promise<Stage> {
    const database = await createTestDatabase();
    const engine = await Engine.prepare(database.url);
    const books = await Books.open(database.url, engine.simulator);
    const stage = new Stage(database.url, engine, new Shop(engine), books, database.drop);
    try {
      await engine.start(environment);
      return stage;
    } catch (error) {
      await stage.strike();
      throw error;
    }
  }

  /** As after a downtime: it is suddenly later, for the platform and for every process that looks at the clock. */
  async jumpTo(now: string): Promise<void> {
    await this.engine.simulator.post('/control/clock', { now, frozen: true });
    await this.books.query('UPDATE test_clocks SET now = $1', [now]);
  }

  async strike(): Promise<void> {
    await this.engine.remove();
    await this.books.close();
    await this.dropDatabase();
  }
}
