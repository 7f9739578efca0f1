import { type Asking, type Left, type Question, QUESTIONS } from './questions.js';
import { meaningOf, type Sandbox, type Step } from './sandbox.js';

export interface Answered {
  id: string;
  question: string;
  conclusion: string;
  steps: Step[];
}

export interface Findings {
  askedAt: string;
  url: string;
  gateway: string;
  answers: Answered[];
  left: Left;
}

/** The account is a live one, or cannot be seen to be none: nothing was made in it. */
export class NotASandbox extends Error {}

export async function askAll(sandbox: Sandbox, older: Sandbox, left: Left): Promise<Findings> {
  await requireSandbox(sandbox);
  const card = await sandbox.card();
  const asking: Asking = { sandbox, older, card, left: { ...left } };
  const page = card === null ? await pageOf(sandbox) : '';
  const answers: Answered[] = [];
  for (const question of QUESTIONS) answers.push(await askOne(asking, question, page));
  return {
    askedAt: sandbox.clock.now().toISOString(),
    url: sandbox.account.baseUrl,
    gateway: sandbox.options.pgCode,
    answers,
    left: asking.left,
  };
}

/** Ottu is asked for the gateways of its sandbox, and the one in question has to be among them. */
async function requireSandbox(sandbox: Sandbox): Promise<void> {
  const { account, options } = sandbox;
  const query = { currency: options.currency };
  const listed = await sandbox.step('list the gateways of the sandbox', query, (gateway) =>
    gateway.paymentMethods(account, query),
  );
  if (listed.kind !== 'listed')
    throw new NotASandbox(`Ottu does not list its gateways: ${meaningOf(listed)}`);
  const codes = listed.methods.map(({ pgCode }) => pgCode);
  if (codes.includes(options.pgCode)) return;
  throw new NotASandbox(
    `${options.pgCode} is no gateway of a sandbox that takes ${options.currency}; there are: ${codes.join(', ') || 'none'}`,
  );
}

async function pageOf(sandbox: Sandbox): Promise<string> {
  const page = await sandbox.page();
  return page.kind === 'created' ? (page.checkoutUrl ?? 'no page') : meaningOf(page);
}

/** One that fails is an answer too, and the others are asked all the same. */
async function askOne(asking: Asking, question: Question, page: string): Promise<Answered> {
  const { sandbox, older, card } = asking;
  sandbox.steps = older.steps = [];
  const told = { id: question.id, question: question.question };
  if (question.needsCard && card === null) {
    const conclusion = `not asked: there is no card; pay with a test card at ${page} and run the command again`;
    return { ...told, conclusion, steps: [] };
  }
  try {
    return { ...told, conclusion: await question.ask(asking, card!), steps: sandbox.steps };
  } catch (error) {
    return { ...told, conclusion: `not answered: ${(error as Error).message}`, steps: sandbox.steps };
  }
}

/** For a person; the JSON beside it is for the next run. */
export function asMarkdown({ askedAt, url, gateway, answers }: Findings): string {
  const table = answers.map(
    ({ question, conclusion }) => `| ${question} | ${conclusion.replaceAll('|', '\\|')} |`,
  );
  const details = answers.flatMap(({ id, question, steps }) => [
    `## ${question}`,
    '',
    `\`${id}\``,
    ...steps.flatMap((step) => ['', '```json', JSON.stringify(step, null, 2), '```']),
    '',
  ]);
  return [
    '# What the sandbox answered',
    '',
    `At ${askedAt}, by ${gateway} of ${url}. Secrets and tokens are left out.`,
    '',
    '| question | answer |',
    '| --- | --- |',
    ...table,
    '',
    ...details,
  ].join('\n');
}
