import { html, Html, type Part } from './html.js';
import type { Language, Strings } from './strings.js';
import { STYLE } from './style.js';

interface Page {
  language: Language;
  strings: Strings;
  sandbox: boolean;
  /** Address of this page in the other language; absent where there is none. */
  otherLanguage?: string;
  /** Where the browser goes by itself, and after how many seconds. */
  refresh?: { url: string; seconds: number };
  body: Part;
}

/** The frame of every page; nothing is loaded from anywhere else. */
export function layout(page: Page): string {
  const { language, strings, refresh, otherLanguage } = page;
  const other = language === 'en' ? 'ar' : 'en';
  return html`<!doctype html>
    <html lang="${language}" dir="${strings.dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        ${refresh && html`<meta http-equiv="refresh" content="${refresh.seconds};url=${refresh.url}" />`}
        <title>${strings.title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <div class="top">
            ${page.sandbox ? html`<span class="badge">${strings.sandbox}</span>` : html`<span></span>`}
            ${otherLanguage && html`<a href="${otherLanguage}" hreflang="${other}" lang="${other}">${strings.otherLanguage}</a>`}
          </div>
          ${page.body}
        </main>
      </body>
    </html> `.toString();
}

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
