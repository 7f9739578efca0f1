import { html, Html } from '../checkout-page/html.js';
import { STYLE } from '../checkout-page/style.js';
import { TEST_CARDS } from '../card-table.js';
import type { World } from '../world.js';

const LINKS: [string, string][] = [
  ['/truth', 'what money really moved'],
  ['/control/state', 'sessions, saved cards, agreements, planned events'],
  ['/control/webhooks', 'every webhook sent, and how it was received'],
  ['/control/faults', 'faults that are switched on'],
  ['/control/merchant', 'settings of this instance'],
  ['/control/clock', 'its clock'],
  ['/control/cards', 'test cards'],
  ['/health', 'health'],
];

/** What somebody sees who opens the simulator in a browser. */
export function indexPage(world: World): string {
  const links = LINKS.map(
    ([href, what]) =>
      html`<tr>
        <td class="latin"><a class="plain" href="${href}">${href}</a></td>
        <td>${what}</td>
      </tr>`,
  );
  const cards = TEST_CARDS.map(
    (card) =>
      html`<tr>
        <td class="latin"><code>${card.number}</code></td>
        <td>${card.title}</td>
      </tr>`,
  );
  return html`<!doctype html>
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <title>Payment simulator</title>
        <style>
          ${new Html(STYLE)}main {
            max-width: 46rem;
          }
        </style>
      </head>
      <body>
        <main>
          <section class="card">
            <h1><span class="merchant">Payment simulator</span></h1>
            <p>
              A stand-in for an Ottu instance, on this machine only: the payment API, the hosted page, its
              webhooks. No real money moves.
            </p>
            <p>
              API key <code>${world.settings.api_keys[0]}</code>, webhook key
              <code>${world.settings.hmac_key}</code>, scheme <code>${world.settings.signature_scheme}</code>.
              The clock shows <code>${world.clock.iso()}</code>. Everything is described in docs/simulator.md.
            </p>
            <table>
              <tbody>
                ${links}
              </tbody>
            </table>
          </section>
          <section class="card">
            <h1><span class="merchant">Test cards</span></h1>
            <table>
              <tbody>
                ${cards}
              </tbody>
            </table>
          </section>
        </main>
      </body>
    </html>`.toString();
}
