/** A table of what may happen. Nothing else in the engine may assign a status. */
export interface StateMachine<S extends string, E extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly initial: S;
  /** States that nothing leaves. */
  readonly final: readonly S[];
  readonly transitions: Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;
}

/** An event that the table does not list for the state: a bug or a race, never something to ignore. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';

  constructor(
    readonly machine: string,
    readonly state: string,
    readonly event: string,
  ) {
    super(`${machine}: "${event}" is not allowed in state "${state}"`);
  }
}

/**
 * Checks the table when the program starts, so that a mistyped state fails the first run and not the
 * first customer who gets there.
 * @throws Error naming the machine and every fault found
 */
export function defineStateMachine<S extends string, E extends string>(
  definition: StateMachine<S, E>,
): StateMachine<S, E> {
  const faults = [...unknownStates(definition), ...badEnds(definition), ...unreachable(definition)];
  if (faults.length > 0) throw new Error(`state machine ${definition.name}: ${faults.join('; ')}`);
  return definition;
}

type Loose = { states: readonly string[]; initial: string; final: readonly string[]; transitions: object };

/** The targets of a state's transitions; a loop back to itself leads nowhere and does not count. */
function exits({ transitions }: Loose, state: string): string[] {
  const table = transitions as Record<string, Record<string, string> | undefined>;
  return Object.values(table[state] ?? {}).filter((target) => target !== state);
}

function unknownStates(machine: Loose): string[] {
  const known = new Set(machine.states);
  const named = [
    machine.initial,
    ...machine.final,
    ...Object.keys(machine.transitions),
    ...Object.keys(machine.transitions).flatMap((state) => exits(machine, state)),
  ];
  const unknown = [...new Set(named)].filter((state) => !known.has(state));
  return unknown.map((state) => `"${state}" is not a state`);
}

function badEnds(machine: Loose): string[] {
  return machine.states.flatMap((state) => {
    const leaves = exits(machine, state).length > 0;
    if (machine.final.includes(state)) return leaves ? [`final state "${state}" can be left`] : [];
    return leaves ? [] : [`"${state}" is a dead end but not final`];
  });
}

function unreachable(machine: Loose): string[] {
  const reached = new Set([machine.initial]);
  for (const state of reached) for (const target of exits(machine, state)) reached.add(target);
  return machine.states.filter((state) => !reached.has(state)).map((state) => `"${state}" cannot be reached`);
}

/** Whether the table lists the pair. */
export function can<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  state: S,
  event: E,
): boolean {
  return machine.transitions[state]?.[event] !== undefined;
}

/** The state after the event. @throws IllegalTransition */
export function next<S extends string, E extends string>(machine: StateMachine<S, E>, state: S, event: E): S {
  const target = machine.transitions[state]?.[event];
  if (target === undefined) throw new IllegalTransition(machine.name, state, event);
  return target;
}

/** Every event that the table knows, for tests and for drawing it. */
export function eventsOf<S extends string, E extends string>(machine: StateMachine<S, E>): E[] {
  const rows = machine.states.flatMap((state) => Object.keys(machine.transitions[state] ?? {}));
  return [...new Set(rows)] as E[];
}
