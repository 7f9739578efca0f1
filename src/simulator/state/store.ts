import type { Agreement, Charge, Job, SavedCard, Session, TrackedOperation } from './types.js';

/** One changed row: its table, its key and its value, null when it is gone. */
export type Change = [table: string, key: string, row: unknown];
export type CommitListener = (changes: Change[]) => void;

/** Rows by key, in the order they were first put. Every change is remembered until the next commit. */
export class Table<Row> {
  private rows = new Map<string, Row>();

  constructor(
    private readonly name: string,
    private readonly keyOf: (row: Row) => string,
    private readonly touch: (change: Change) => void,
    private readonly onPut: (row: Row) => void = () => undefined,
  ) {}

  get(key: string): Row | undefined {
    return this.rows.get(key);
  }

  /** Must be called after every change of a row: a row changed without it would not survive a restart. */
  put(row: Row): Row {
    const key = this.keyOf(row);
    this.rows.set(key, row);
    this.onPut(row);
    this.touch([this.name, key, row]);
    return row;
  }

  remove(key: string): void {
    if (this.rows.delete(key)) this.touch([this.name, key, null]);
  }

  all(): IterableIterator<Row> {
    return this.rows.values();
  }

  get size(): number {
    return this.rows.size;
  }

  clear(): void {
    this.rows = new Map();
  }

  restore(key: string, row: unknown): void {
    if (row === null) {
      this.rows.delete(key);
    } else {
      this.rows.set(key, row as Row);
      this.onPut(row as Row);
    }
  }

  entries(): Change[] {
    return [...this.rows].map(([key, row]): Change => [this.name, key, row]);
  }
}

export interface MetaRow {
  key: string;
  value: unknown;
}

function append(index: Map<string, string[]>, key: string | null | undefined, value: string): void {
  if (!key) return;
  const values = index.get(key);
  if (!values) index.set(key, [value]);
  else if (!values.includes(value)) values.push(value);
}

/** All state of one simulated instance, in memory; `onCommit` may write it down. */
export class Store {
  private dirty = new Map<string, Change>();
  private readonly byOrderNo = new Map<string, string[]>();
  private readonly chargesOf = new Map<string, string[]>();
  private readonly tokensOf = new Map<string, string[]>();
  private readonly agreementsOf = new Map<string, string[]>();
  private readonly touch = (change: Change): void =>
    void this.dirty.set(`${change[0]}\n${change[1]}`, change);

  readonly meta = new Table<MetaRow>('meta', (row) => row.key, this.touch);
  readonly sessions = new Table<Session>(
    'sessions',
    (row) => row.session_id,
    this.touch,
    (row) => append(this.byOrderNo, row.request.order_no, row.session_id),
  );
  readonly cards = new Table<SavedCard>(
    'cards',
    (row) => row.token,
    this.touch,
    (row) => append(this.tokensOf, row.customer_id, row.token),
  );
  readonly agreements = new Table<Agreement>(
    'agreements',
    (row) => row.id,
    this.touch,
    (row) => append(this.agreementsOf, row.token, row.id),
  );
  readonly charges = new Table<Charge>(
    'charges',
    (row) => row.id,
    this.touch,
    (row) => append(this.chargesOf, row.session_id, row.id),
  );
  readonly jobs = new Table<Job>('jobs', (row) => row.id, this.touch);
  readonly tracked = new Table<TrackedOperation>('tracked', (row) => row.key, this.touch);

  constructor(private readonly onCommit: CommitListener = () => undefined) {}

  private get tables() {
    const { meta, sessions, cards, agreements, charges, jobs, tracked } = this;
    return { meta, sessions, cards, agreements, charges, jobs, tracked };
  }

  /** Hands all changes since the last commit over in one piece. Called in the same tick as the change. */
  commit(): void {
    if (this.dirty.size === 0) return;
    const changes = [...this.dirty.values()];
    this.dirty.clear();
    this.onCommit(changes);
  }

  restore([table, key, row]: Change): void {
    const tables: Record<string, { restore(key: string, row: unknown): void }> = this.tables;
    tables[table]?.restore(key, row);
  }

  everything(): Change[] {
    return Object.values(this.tables).flatMap((table) => table.entries());
  }

  clear(): void {
    for (const table of Object.values(this.tables)) table.clear();
    for (const index of [this.byOrderNo, this.chargesOf, this.tokensOf, this.agreementsOf]) index.clear();
    this.dirty.clear();
  }

  /** The latest session of an order number, as a reference to it means the newest one. */
  sessionByOrderNo(orderNo: string): Session | undefined {
    const ids = this.byOrderNo.get(orderNo) ?? [];
    return ids
      .map((id) => this.sessions.get(id))
      .filter(
        (session): session is Session =>
          !!session && !session.deleted && session.request.order_no === orderNo,
      )
      .at(-1);
  }

  chargesOfSession(sessionId: string): Charge[] {
    return (this.chargesOf.get(sessionId) ?? []).flatMap((id) => this.charges.get(id) ?? []);
  }

  cardsOfCustomer(customerId: string): SavedCard[] {
    return this.cardsEverOf(customerId).filter((card) => !card.deleted);
  }

  /** Also those that were deleted, or tried and never saved. */
  cardsEverOf(customerId: string): SavedCard[] {
    return (this.tokensOf.get(customerId) ?? []).flatMap((token) => this.cards.get(token) ?? []);
  }

  /** Agreements whose card in force this token is. */
  agreementsOfToken(token: string): Agreement[] {
    return (this.agreementsOf.get(token) ?? [])
      .flatMap((id) => this.agreements.get(id) ?? [])
      .filter((agreement) => agreement.token === token);
  }
}
