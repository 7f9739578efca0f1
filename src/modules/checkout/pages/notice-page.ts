import type { Language } from '../../customers/index.js';
import { LABELS, type Notice, NOTICES } from './texts.js';

/** Only what whoever holds the link may know anyway: whose page it is, and of a paid invoice its receipt. */
export interface NoticePage {
  notice: Notice;
  /** Null where no customer is known: both languages then. */
  language: Language | null;
  merchantName?: string;
  receipt?: { number: string | null; amount: string; paidOn: string };
}

/** Where a link leads: a page of Ottu's, or one of ours. */
export type Followed = { redirectTo: string } | NoticePage;

const STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:24px;
  font:17px/1.6 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans Arabic",sans-serif;
  color:#1c2430;background:#f3f5f8}
main{width:100%;max-width:460px;background:#fff;border-radius:14px;padding:32px 28px;
  box-shadow:0 1px 3px rgba(20,30,50,.12),0 8px 24px rgba(20,30,50,.06)}
.merchant{margin:0 0 20px;color:#5a6575;font-size:15px}
section+section{margin-top:28px;padding-top:24px;border-top:1px solid #e3e7ee}
h1{margin:0 0 10px;font-size:23px;line-height:1.35}
p{margin:0}
dl{margin:24px 0 0;padding-top:16px;border-top:1px solid #e3e7ee;display:grid;grid-template-columns:auto 1fr;gap:6px 20px}
dt{color:#5a6575}
dd{margin:0;text-align:end;font-variant-numeric:tabular-nums}
@media (prefers-color-scheme:dark){body{color:#e8ecf2;background:#12161c}main{background:#1b212a;box-shadow:none}
  .merchant,dt{color:#9aa6b6}dl,section+section{border-color:#303947}}
`;

/** One page without scripts. While a page is being opened it asks again by itself. */
export function renderNotice(page: NoticePage): string {
  const { notice, language, merchantName } = page;
  const languages: Language[] = language === null ? ['en', 'ar'] : [language];
  const [first] = languages;
  return `<!doctype html>
<html lang="${first}" dir="${directionOf(first!)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">${notice === 'opening' ? '<meta http-equiv="refresh" content="2">' : ''}
<title>${NOTICES[notice][first!].title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main id="notice" data-notice="${notice}">${merchantName === undefined ? '' : `<p class="merchant"><bdi>${escape(merchantName)}</bdi></p>`}
${languages.map((one) => section(page, one)).join('\n')}
</main></body></html>`;
}

function section({ notice, receipt }: NoticePage, language: Language): string {
  const { title, body } = NOTICES[notice][language];
  const facts = receipt && notice === 'paid' ? receiptOf(receipt, language) : '';
  return `<section lang="${language}" dir="${directionOf(language)}"><h1>${title}</h1><p>${body}</p>${facts}</section>`;
}

function receiptOf({ number, amount, paidOn }: NonNullable<NoticePage['receipt']>, language: Language) {
  const labels = LABELS[language];
  const rows = [
    ...(number === null ? [] : [[labels.invoice, number]]),
    [labels.amount, amount],
    [labels.paidOn, paidOn],
  ];
  return `<dl>${rows.map(([label, value]) => `<dt>${label}</dt><dd><bdi>${escape(value!)}</bdi></dd>`).join('')}</dl>`;
}

function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
