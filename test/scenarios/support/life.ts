import type { Subscription, World } from '../../support/world.js';

export interface Item {
  id: string;
  price: string;
  quantity: number;
}

export interface Standing extends Subscription {
  items: Item[];
  interval: string;
}

interface Line {
  description: string;
  price: string;
  amount: string;
  explanation: string;
}

export interface ChangeInvoice {
  id: string | null;
  lines: Line[];
  total: string;
  credit_to_balance: string;
  period_start: string;
  period_end: string;
}

export interface ChangePreview {
  effective_at: string;
  invoice: ChangeInvoice | null;
  next_invoice: ChangeInvoice;
}

export interface Change {
  subscription: Standing;
  change: ChangePreview;
  scheduled_change: string | null;
}

export interface Scheduled {
  id: string;
  kind: string;
  at: string;
  status: string;
  reason: string | null;
}

export function standing(world: World, id: string): Promise<Standing> {
  return world.get<Standing>(`/v1/subscriptions/${id}`);
}

/** Its only item gets another price or quantity. */
export async function changeBody(world: World, id: string, to: object, more: object = {}): Promise<object> {
  const { items } = await standing(world, id);
  return { items: [{ item: items[0]!.id, ...to }], ...more };
}

export async function change(world: World, id: string, to: object, more: object = {}): Promise<Change> {
  return world.post<Change>(`/v1/subscriptions/${id}/change`, await changeBody(world, id, to, more));
}

export async function preview(
  world: World,
  id: string,
  to: object,
  more: object = {},
): Promise<ChangePreview> {
  return world.post<ChangePreview>(`/v1/subscriptions/${id}/preview`, await changeBody(world, id, to, more));
}

export async function scheduled(world: World, id: string): Promise<Scheduled[]> {
  return (await world.get<{ data: Scheduled[] }>(`/v1/subscriptions/${id}/scheduled-changes`)).data;
}

/** "Pro 9.500" of all lines, in their order. */
export function told(invoice: ChangeInvoice | null): string[] {
  return invoice?.lines.map(({ description, amount }) => `${description} ${amount}`) ?? [];
}

/** The refusal, in full. */
export async function refused(
  world: World,
  method: string,
  path: string,
  body: object,
): Promise<{ status: number; field: string | undefined; detail: string }> {
  const answer = await world.call<{ detail: string; errors?: { field: string }[] }>(method, path, body);
  return { status: answer.status, field: answer.body.errors?.[0]?.field, detail: answer.body.detail };
}
