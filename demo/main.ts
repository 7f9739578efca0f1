import { parseArgs } from 'node:util';
import { compare, total, type Truth } from './compare.js';
import { startOwnEngine } from './engine.js';
import { Api } from './http.js';
import { type Charge, type Invoice, RENEWALS, Story } from './story.js';

const USAGE = `npm run demo -- [options]
  --url <url> --key <key> --simulator <url>   use a running engine (a sandbox merchant without subscriptions)
  without options an engine of its own is started on free ports and removed afterwards`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      simulator: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const { url, key, simulator } = values;
  if ((url || key || simulator) && !(url && key && simulator))
    throw new Error(`--url, --key and --simulator go together\n${USAGE}`);
  const engine =
    url && key && simulator
      ? { url, key, simulatorUrl: simulator, stop: async () => undefined }
      : await startOwnEngine();
  try {
    const started = Date.now();
    const simulatorApi = new Api(engine.simulatorUrl);
    const story = new Story(new Api(engine.url, engine.key), simulatorApi, say);
    await story.tell();
    const [invoices, charges] = [await story.invoices(), await story.charges()];
    const truth = await simulatorApi.get<Truth>(`/truth?customer_id=${story.customer}`);
    show(invoices, charges);
    return verdict(compare(invoices, charges, truth, RENEWALS + 1), charges, truth, Date.now() - started);
  } finally {
    await engine.stop();
  }
}

function show(invoices: Invoice[], charges: Charge[]): void {
  say('');
  say('invoice          period                    status  amount      attempts');
  for (const invoice of invoices) {
    const attempts = charges
      .filter((charge) => charge.invoice === invoice.id)
      .flatMap((charge) => charge.attempts);
    const story = attempts
      .map((a) => `${a.kind} ${a.status}${a.settled_by ? ` (${a.settled_by})` : ''}`)
      .join(', ');
    const period = `${invoice.period_start.slice(0, 10)} – ${invoice.period_end.slice(0, 10)}`;
    say(
      `${(invoice.number ?? '–').padEnd(16)} ${period.padEnd(25)} ${invoice.status.padEnd(7)} ${invoice.total} ${invoice.currency}   ${story}`,
    );
  }
  say('');
}

function verdict(faults: string[], charges: Charge[], truth: Truth, ms: number): number {
  const ours = total(
    charges.filter((charge) => charge.status === 'succeeded').map((charge) => charge.amount),
  );
  say(`Booked here:           ${ours} KWD`);
  say(
    `Moved at the simulator: ${total(truth.charges.map((charge) => charge.captured))} KWD in ${truth.charges.length} payments`,
  );
  for (const fault of faults) say(`DIFFERENCE  ${fault}`);
  say(
    faults.length === 0
      ? `Equal to the fils, in ${(ms / 1000).toFixed(1)} s.`
      : `${faults.length} difference(s).`,
  );
  return faults.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
