import { cardMachine } from '../src/domain/card/card-states.js';
import { attemptMachine, OPEN_ATTEMPT_STATES } from '../src/domain/charge/attempt-states.js';
import { chargeMachine } from '../src/domain/charge/charge-states.js';
import { importMachine } from '../src/domain/import/import-states.js';
import { invoiceMachine } from '../src/domain/invoice/invoice-states.js';
import { breakerMachine } from '../src/domain/safeguards/breaker.js';
import { refundMachine, REFUND_STATES_IN_DOUBT } from '../src/domain/refund/refund-states.js';
import { eventsOf, type StateMachine } from '../src/domain/state-machine.js';
import { subscriptionMachine } from '../src/domain/subscription/subscription-states.js';
import { aligned } from './markdown-table.js';

type Machine = StateMachine<string, string>;

interface Chapter {
  machine: Machine;
  source: string;
  writer: string;
  note: string;
}

const CHAPTERS: Chapter[] = [
  {
    machine: subscriptionMachine,
    source: 'src/domain/subscription/subscription-states.ts',
    writer: 'src/modules/subscriptions/subscription-lifecycle.ts',
    note: 'Whether the customer may use the product is derived from it, each time, by `src/domain/dunning/access.ts`.',
  },
  {
    machine: invoiceMachine,
    source: 'src/domain/invoice/invoice-states.ts',
    writer: 'src/modules/invoices/invoice-lifecycle.ts',
    note: 'Lines never change after `finalize`. Money for a `void` invoice is surplus.',
  },
  {
    machine: chargeMachine,
    source: 'src/domain/charge/charge-states.ts',
    writer: 'src/modules/charges/charge-lifecycle.ts',
    note: 'The collecting of one invoice. Its attempts come and go.',
  },
  {
    machine: attemptMachine,
    source: 'src/domain/charge/attempt-states.ts',
    writer: 'src/modules/charges/settle-charge.ts',
    note: `One try at the money. While an attempt is ${listed(OPEN_ATTEMPT_STATES)}, no other attempt of its invoice can be written: the partial unique index \`attempts_one_open\` names the same states. What was sent is never sent again, only asked for.`,
  },
  {
    machine: cardMachine,
    source: 'src/domain/card/card-states.ts',
    writer: 'src/modules/cards/card-lifecycle.ts',
    note: 'Only an `active` card is charged. A customer may give any card again on a hosted page.',
  },
  {
    machine: breakerMachine,
    source: 'src/domain/safeguards/breaker.ts',
    writer: 'src/modules/safeguards/gateway-breakers.ts',
    note: 'Whether cards are charged through one gateway of a merchant. Asking never stops.',
  },
  {
    machine: refundMachine,
    source: 'src/domain/refund/refund-states.ts',
    writer: 'src/modules/refunds/refund-lifecycle.ts',
    note: `Giving back a payment, or a part of it. While a refund is ${listed(REFUND_STATES_IN_DOUBT)}, no other of its payment is sent: the partial unique index \`refunds_one_in_doubt\` names the same states. Unlike a charge it may be sent again under the same tracking key, after a look and a wait.`,
  },
  {
    machine: importMachine,
    source: 'src/domain/import/import-states.ts',
    writer: 'src/modules/imports/import-lifecycle.ts',
    note: 'A file of lines that come over from elsewhere. A cancel waits for the batch that is in work.',
  },
];

/** docs/state-machines.md, from the tables that the engine itself walks. */
export function stateMachinesPage(): string {
  const chapters = CHAPTERS.map(chapter).join('\n\n');
  return `# State machines

Made by \`npm run docs\` from the tables in \`src/domain\`; a test fails when this page is behind them. A pair of state
and event that a table does not list is refused: the engine throws \`IllegalTransition\`, and the API answers 409.

Late success absorbs: money that arrived settles a charge and its attempt from every state, so the order in which
answers, webhooks and look-ups arrive does not matter. These arrows are left out of the pictures and stand in the
tables.

${chapters}
`;
}

function chapter({ machine, source, writer, note }: Chapter): string {
  return `## ${capital(machine.name)}

The table is \`${source}\`; \`${writer}\` moves along it. ${note}

${diagram(machine)}

${table(machine)}`;
}

function diagram(machine: Machine): string {
  const arrows = machine.states.flatMap((state) =>
    [...byTarget(machine, state)].map(
      ([target, events]) => `    ${state} --> ${target}: ${events.join(', ')}`,
    ),
  );
  const ends = machine.final.map((state) => `    ${state} --> [*]`);
  return ['```mermaid', 'stateDiagram-v2', `    [*] --> ${machine.initial}`, ...arrows, ...ends, '```'].join(
    '\n',
  );
}

/** One arrow for each target, however many events lead there. */
function byTarget(machine: Machine, state: string): Map<string, string[]> {
  const arrows = new Map<string, string[]>();
  for (const [event, target] of Object.entries(machine.transitions[state]!)) {
    if (event === 'late_success' || target === undefined) continue;
    arrows.set(target, [...(arrows.get(target) ?? []), event]);
  }
  return arrows;
}

function table(machine: Machine): string {
  const rows = eventsOf(machine).flatMap((event) =>
    machine.states.flatMap((state) => {
      const target = machine.transitions[state]![event];
      return target === undefined ? [] : [[`\`${event}\``, `\`${state}\``, `\`${target}\``]];
    }),
  );
  return aligned([['event', 'in state', 'leads to'], ...rows]);
}

function listed(states: readonly string[]): string {
  const quoted = states.map((state) => `\`${state}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
