import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type CardEntry, payByHttp } from './hosted-page.js';

/** Where Debian puts it; CHROMIUM names another one. */
const EXECUTABLES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

const ARGUMENTS = [
  '--headless',
  // Containers run as root and have no namespaces to give.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PATIENCE_MS = 60_000;

/** What a customer does and sees on the hosted page, with a browser or without. */
export interface Payer {
  /** Enters a card and presses the button; the state that the page then shows. */
  pay(card: CardEntry): Promise<string>;
  /** As the page says of itself. */
  language(): Promise<{ lang: string; dir: string }>;
  /** What the page says, in words. */
  words(): Promise<string>;
  /** Goes on after a success; the address at which the customer ends. */
  goesOn(): Promise<string>;
  leave(): Promise<void>;
}

export function findChromium(): string | null {
  return EXECUTABLES.find((path) => path !== '' && existsSync(path)) ?? null;
}

/** A new browser with an empty profile at the given page. */
export async function browse(executablePath: string, url: string): Promise<Payer> {
  const profile = await mkdtemp(join(tmpdir(), 'perennial-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: ARGUMENTS,
    timeout: PATIENCE_MS,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  return new BrowserPayer(context, page, profile);
}

export class BrowserPayer implements Payer {
  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly profile: string,
  ) {}

  async pay(card: CardEntry): Promise<string> {
    await this.page.fill('#card-number', card.number);
    await this.page.fill('#card-expiry', card.expiry ?? '12/34');
    await this.page.fill('#card-cvv', card.cvv ?? '123');
    await this.page.fill('#card-name', card.name ?? 'NOURA ALSABAH');
    await Promise.all([this.page.waitForEvent('domcontentloaded'), this.page.click('#pay')]);
    return (await this.page.locator('#result').getAttribute('data-state')) ?? '';
  }

  async language() {
    const html = this.page.locator('html');
    return { lang: (await html.getAttribute('lang')) ?? '', dir: (await html.getAttribute('dir')) ?? '' };
  }

  words(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** The page goes on by itself after a moment; an impatient customer clicks. */
  async goesOn(): Promise<string> {
    await this.page.waitForURL((url) => !url.pathname.startsWith('/checkout/'));
    return this.page.url();
  }

  async leave(): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The same road on foot, for machines without a browser: the page works without scripts. */
export class HttpPayer implements Payer {
  private page = '';

  constructor(private readonly url: string) {}

  async pay(card: CardEntry): Promise<string> {
    this.page = await payByHttp(this.url, card);
    return this.read(/id="result" data-state="([^"]*)"/);
  }

  async language() {
    await this.load();
    return { lang: this.read(/<html lang="([^"]*)"/), dir: this.read(/<html [^>]*dir="([^"]*)"/) };
  }

  async words(): Promise<string> {
    await this.load();
    return this.page.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]+>/g, ' ');
  }

  async goesOn(): Promise<string> {
    const target = this.read(/http-equiv="refresh" content="[^"]*?url=([^"]*)"/).replaceAll('&amp;', '&');
    const answer = await fetch(target);
    if (!answer.ok) throw new Error(`${target} answered ${answer.status}`);
    return target;
  }

  async leave(): Promise<void> {}

  private async load(): Promise<void> {
    if (this.page === '') this.page = await (await fetch(this.url)).text();
  }

  private read(pattern: RegExp): string {
    const found = pattern.exec(this.page)?.[1];
    if (found === undefined) throw new Error(`The page has no ${pattern.source}: ${this.page.slice(-2000)}`);
    return found;
  }
}
