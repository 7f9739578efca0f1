import { TEST_CARDS } from '../card-table.js';
import { declineOf, isDeclineCode } from '../decline-codes.js';
import { textOf, type Session } from '../state/types.js';
import { gatewayByCode, type World } from '../world.js';
import type { CardForm, FormErrors } from './form.js';
import { html, type Html, type Part } from './html.js';
import { layout } from './layout.js';
import { fill, STRINGS, type Language, type Strings } from './strings.js';

export interface View {
  world: World;
  session: Session;
  language: Language;
  strings: Strings;
}

export function viewOf(world: World, session: Session, asked: unknown): View {
  const language = asked === 'en' || asked === 'ar' ? asked : session.request.language;
  return { world, session, language, strings: STRINGS[language] };
}

function merchantName({ world, language }: View): string {
  return language === 'ar' ? world.settings.merchant_name_ar : world.settings.merchant_name;
}

function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** `31 December 2027`; in Arabic with the same digits as the amounts. */
function longDate(date: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === 'ar' ? 'ar-EG-u-nu-latn-ca-gregory' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** Why the last try was declined, in the payer's language. */
export function declineReason({ session, language }: View): string {
  const code = textOf(session.gateway_response.code);
  return language === 'ar' && isDeclineCode(code) ? declineOf(code).message_ar : session.message;
}

/** What the payer agrees to, in one sentence. */
function agreementText(view: View): string | null {
  const { strings, session } = view;
  const { agreement, amount, currency_code } = session.request;
  if (!agreement) return null;
  const { frequency, expiry_date, total_cycles, max_amount_per_cycle } = agreement;
  const words: Record<string, string> = strings.frequency;
  const text = agreement.amount_variability === 'fixed' ? strings.agreementFixed : strings.agreementVariable;
  const isolate = (value: string): string => `\u2068${value}\u2069`;
  return fill(text, {
    merchant: isolate(merchantName(view)),
    amount: isolate(`${amount} ${currency_code}`),
    frequency: words[frequency ?? 'irregular'] ?? strings.frequency.irregular,
    until: expiry_date ? fill(strings.until, { date: isolate(longDate(expiry_date, view.language)) }) : '',
    cycles: total_cycles ? fill(strings.cycles, { count: String(total_cycles) }) : '',
    limit: max_amount_per_cycle
      ? fill(strings.limit, { amount: isolate(`${max_amount_per_cycle} ${currency_code}`) })
      : '',
  });
}

function summary(view: View): Html {
  const { session, strings } = view;
  const { request } = session;
  const saving = request.payment_type === 'save_card';
  const terms = agreementText(view);
  return html`<h1>
      ${saving ? strings.saveCardTitle : strings.payTo}
      <span class="merchant" id="merchant">${isolated(merchantName(view))}</span>
    </h1>
    ${
      saving
        ? html`<p class="facts">${strings.saveCardNote}</p>`
        : html`<p class="amount" id="amount">
            <bdi dir="ltr">${request.amount} <small>${request.currency_code}</small></bdi>
          </p>`
    }
    ${request.order_no && html`<p class="facts">${strings.order}: <bdi>${request.order_no}</bdi></p>`}
    ${terms && html`<p class="terms" id="agreement"><strong>${strings.agreement}.</strong> ${terms}</p>`}`;
}

interface Field {
  id: string;
  name: string;
  label: string;
  value: string;
  error?: string;
  attributes: Html;
}

function field({ id, name, label, value, error, attributes }: Field): Html {
  const described = error && html` aria-invalid="true" aria-describedby="${id}-error"`;
  return html`<div>
    <label for="${id}">${label}</label>
    <input id="${id}" name="${name}" value="${value}" required ${attributes}${described} />
    ${error && html`<p class="error" id="${id}-error" role="alert">${error}</p>`}
  </div>`;
}

function methodField({ world, session, strings }: View, form: CardForm, error?: string): Part {
  const codes = session.request.pg_codes;
  if (codes.length < 2) return html`<input type="hidden" name="pg_code" value="${codes[0] ?? ''}" />`;
  const options = codes.map(
    (code) =>
      html`<option value="${code}" ${code === form.pgCode && html` selected`}>
        ${gatewayByCode(world, code)?.label ?? code}
      </option>`,
  );
  return html`<label for="pg-code">${strings.method}</label
    ><select id="pg-code" name="pg_code">
      ${options}
    </select>
    ${error && html`<p class="error" role="alert">${error}</p>`}`;
}

function cardForm(view: View, form: CardForm, errors: FormErrors): Html {
  const { session, strings, language } = view;
  const { amount, currency_code, payment_type } = session.request;
  const action = `/checkout/${session.session_id}`;
  const label =
    payment_type === 'save_card'
      ? strings.save
      : html`${strings.pay} <bdi dir="ltr">${amount} ${currency_code}</bdi>`;
  const latin = html`class="latin" inputmode="numeric"`;
  return html`<form id="payment-form" method="post" action="${action}/pay?lang=${language}" novalidate>
      ${methodField(view, form, errors.method)}
      ${field({ id: 'card-number', name: 'card_number', label: strings.cardNumber, value: form.number, error: errors.number, attributes: html`${latin} autocomplete="cc-number" maxlength="24" placeholder="4111 1111 1111 1111"` })}
      <div class="row">
        ${field({ id: 'card-expiry', name: 'card_expiry', label: strings.expiry, value: form.expiry, error: errors.expiry, attributes: html`${latin} autocomplete="cc-exp" maxlength="7" placeholder="12/34"` })}
        ${field({ id: 'card-cvv', name: 'card_cvv', label: strings.cvv, value: '', error: errors.cvv, attributes: html`${latin} autocomplete="cc-csc" maxlength="4" placeholder="123"` })}
      </div>
      ${field({ id: 'card-name', name: 'card_name', label: strings.cardName, value: form.name, error: errors.name, attributes: html`autocomplete="cc-name" maxlength="64" dir="auto"` })}
      <button class="pay" id="pay" type="submit">${label}</button>
    </form>
    <form method="post" action="${action}/cancel?lang=${language}">
      <button class="cancel" id="cancel" type="submit">${strings.cancel}</button>
    </form>`;
}

function testCards({ strings, language }: View, open: boolean): Html {
  const rows = TEST_CARDS.map(
    (card) =>
      html`<tr>
        <td class="latin"><code>${card.number.replace(/(\d{4})(?=\d)/g, '$1 ')}</code></td>
        <td>
          ${language === 'ar' ? card.title_ar : card.title}${card.variant && html`<br /><small dir="auto">${language === 'ar' ? card.variant_ar : card.variant}</small>`}
        </td>
      </tr>`,
  );
  return html`<details id="test-cards" ${open && html` open`}>
    <summary>${strings.testCards}</summary>
    <p>${strings.testCardsNote}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">${strings.cardNumber}</th>
          <th scope="col">${strings.outcome}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`;
}

const EMPTY: CardForm = { number: '', expiry: '', cvv: '', name: '', pgCode: '' };

/** The page on which the payer enters a card; after a decline with the reason above the form. */
export function formPage(view: View, form: CardForm = EMPTY, errors: FormErrors = {}): string {
  const { strings, session, language, world } = view;
  const declined = session.state === 'attempted' && Object.keys(errors).length === 0;
  const banner = html`<div class="result" id="result" data-state="${session.state}" role="alert">
    <h2>${strings.declined}</h2>
    <p>${isolated(declineReason(view))}</p>
    <p>${strings.tryAgain}</p>
  </div>`;
  return layout({
    language,
    strings,
    sandbox: world.settings.is_sandbox,
    otherLanguage: `/checkout/${session.session_id}?lang=${language === 'en' ? 'ar' : 'en'}`,
    body: html`<section class="card">
        ${summary(view)}${declined && banner}${cardForm(view, form, errors)}
      </section>
      ${testCards(view, errors.number === strings.errors.testOnly)}`,
  });
}
