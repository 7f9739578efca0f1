export interface Session {
  id: string;
  orderNo: string;
  amount: string;
  currency: string;
  pgCode: string;
  customerId: string;
  agreementId: string;
  token: string;
  charges: number;
}

export interface Stats {
  sessions: number;
  charges: number;
  /** Sessions that were charged again, and order numbers that were charged in two sessions. */
  doubles: number;
  firstSessionAt: number;
  lastChargeAt: number;
}

interface SessionRequest {
  order_no: string;
  amount: string;
  currency_code: string;
  pg_codes: string[];
  customer_id: string;
  agreement?: { id: string };
}

/** Every session and every charge of a run. A session's id is its place in the list: finding it costs nothing. */
export class Till {
  private sessions: Session[] = [];
  private charged: Session[] = [];
  /** The run before: a webhook may still have the engine ask about it. */
  private earlier: Session[] = [];
  /** Sessions of runs that were proven; numbers are never given twice. */
  private proven = 0;
  private readonly orders = new Map<string, Session>();
  private doubles = 0;
  private firstSessionAt = 0;
  private lastChargeAt = 0;

  open(request: SessionRequest): Session {
    if (this.sessions.length === 0) this.firstSessionAt = Date.now();
    const session = {
      id: (this.proven + this.sessions.length).toString(16).padStart(40, '0'),
      orderNo: request.order_no,
      amount: request.amount,
      currency: request.currency_code,
      pgCode: request.pg_codes[0] ?? '',
      customerId: request.customer_id,
      agreementId: request.agreement?.id ?? '',
      token: '',
      charges: 0,
    };
    this.sessions.push(session);
    return session;
  }

  session(id: string): Session | undefined {
    if (id === '') return undefined;
    const place = Number.parseInt(id, 16) - this.proven;
    return place >= 0 ? this.sessions[place] : this.earlier.at(place);
  }

  ofOrder(orderNo: string): Session | undefined {
    return this.orders.get(orderNo);
  }

  /** Money moves each time it is asked to: whether that happens twice is the payer's business. */
  charge(id: string, token: string): Session | undefined {
    const session = this.session(id);
    if (!session) return undefined;
    session.charges++;
    session.token = token;
    if (session.charges > 1 || this.orders.has(session.orderNo)) this.doubles++;
    this.orders.set(session.orderNo, session);
    this.charged.push(session);
    this.lastChargeAt = Date.now();
    return session;
  }

  /** After a run was proven: a bench of an hour must not grow by all it ever did. */
  forget(): void {
    this.proven += this.sessions.length;
    this.earlier = this.sessions;
    this.sessions = [];
    this.charged = [];
    this.orders.clear();
    this.doubles = 0;
  }

  stats(): Stats {
    const { sessions, charged, doubles, firstSessionAt, lastChargeAt } = this;
    return { sessions: sessions.length, charges: charged.length, doubles, firstSessionAt, lastChargeAt };
  }

  /** What moved, in the order in which it moved: order number, amount, currency. */
  charges(from: number): [orderNo: string, amount: string, currency: string][] {
    return this.charged.slice(from, from + 50_000).map((s) => [s.orderNo, s.amount, s.currency]);
  }
}
