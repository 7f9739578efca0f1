export interface CardEntry {
  number: string;
  expiry?: string;
  cvv?: string;
  name?: string;
}

/** Cards of docs/simulator.md, by what they do. */
export const CARDS = {
  approved: { number: '4111111111111111' },
  insufficientFunds: { number: '4000000000009995' },
  /** Approved on the page; the next charge declines, the ones after it do not. */
  declinesOnce: { number: '4000000000000341', cvv: '101' },
  /** Approved on the page; later charges are paid five minutes after they were asked for. */
  approvedLate: { number: '4000002760003184' },
  /** Approved on the page; later charges move the money and are never answered. */
  paidInSilence: { number: '4000056655665556' },
} as const satisfies Record<string, CardEntry>;

/** What a browser posts from the hosted page, without a browser. Answers what the page then says. */
export async function payByHttp(checkoutUrl: string, card: CardEntry): Promise<string> {
  const page = await (await fetch(checkoutUrl)).text();
  const pgCode = /name="pg_code" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(new URL(formAction(page), checkoutUrl), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      card_number: card.number,
      card_expiry: card.expiry ?? '12/34',
      card_cvv: card.cvv ?? '123',
      card_name: card.name ?? 'NOURA ALSABAH',
      pg_code: pgCode,
    }),
    signal: AbortSignal.timeout(60_000),
  });
  if (answer.status !== 303) {
    throw new Error(`The hosted page answered ${answer.status}: ${(await answer.text()).slice(0, 2000)}`);
  }
  return (await fetch(new URL(answer.headers.get('location')!, checkoutUrl))).text();
}

function formAction(page: string): string {
  const action = /<form id="payment-form" method="post" action="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`There is no card form on the hosted page: ${page.slice(-2000)}`);
  return action.replaceAll('&amp;', '&');
}
