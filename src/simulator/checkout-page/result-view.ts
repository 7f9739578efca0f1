import type { Session } from '../state/types.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';
import { STRINGS, type Language } from './strings.js';
import { declineReason, type View } from './view.js';

/** Where the payer goes next: the shop's address with the references of this payment. */
export function returnUrl(session: Session): string | null {
  const { redirect_url, order_no } = session.request;
  if (!redirect_url) return null;
  const url = new URL(redirect_url);
  url.searchParams.set('session_id', session.session_id);
  if (order_no) url.searchParams.set('order_no', order_no);
  url.searchParams.set('reference_number', session.reference_number);
  return url.toString();
}

/** How the payment ended. Continues to the shop by itself only when the shop's webhook answered 200. */
export function resultPage(view: View): string {
  const { session, strings, language, world } = view;
  const saved = session.request.payment_type === 'save_card' && session.state === 'paid';
  const url = session.payer_may_continue === false ? null : returnUrl(session);
  const going = url !== null && session.payer_may_continue === true;
  const notes: Record<string, string | undefined> = strings.notes;
  const own =
    session.payer_may_continue === false && session.state === 'paid'
      ? strings.notes.stay
      : notes[session.state];
  const amount = html`<p class="amount" id="amount">
    <bdi dir="ltr">${session.request.amount} <small>${session.request.currency_code}</small></bdi>
  </p>`;
  const body = html`<section class="card">
    ${!saved && amount}
    <div class="result" id="result" data-state="${session.state}" role="status">
      <h2>${saved ? strings.states.saved : strings.states[session.state]}</h2>
      ${reason(view)}
      <p>${going ? strings.notes.going : own}</p>
    </div>
    <p class="facts">${strings.reference}: <bdi>${session.reference_number}</bdi></p>
    ${url !== null && html`<a class="go" id="continue" href="${url}">${strings.continue}</a>`}
  </section>`;
  return layout({
    language,
    strings,
    sandbox: world.settings.is_sandbox,
    otherLanguage: `/checkout/${session.session_id}?lang=${language === 'en' ? 'ar' : 'en'}`,
    refresh: going ? { url, seconds: world.settings.redirect_delay_seconds } : undefined,
    body,
  });
}

function reason(view: View): Html | false {
  return view.session.state === 'failed' && html`<p><bdi>${declineReason(view)}</bdi></p>`;
}

export function notFoundPage(language: Language): string {
  const strings = STRINGS[language];
  const body = html`<section class="card">
    <div class="result" id="result" data-state="not_found" role="status"><h2>${strings.notFound}</h2></div>
  </section>`;
  return layout({ language, strings, sandbox: false, body });
}
