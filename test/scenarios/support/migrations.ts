/** What the API says of a plan, of its migration, and of each subscription in it. */

export interface Plan {
  id: string;
  prices: { id: string }[];
}

export interface Migration {
  id: string;
  state: string;
  subscriptions: number;
  counts: Record<string, number>;
  prices: object[];
  totals: object[];
}

export interface Row {
  subscription: string;
  state: string;
  reason: { code: string; message: string } | null;
  before: string | null;
  after: string | null;
  charged_now: string | null;
  credited_now: string | null;
  invoice: string | null;
  scheduled_change: string | null;
}
