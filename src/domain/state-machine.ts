/** A table of what may happen. Nothing else in the engine may assign a status. */
export interface StateMachine<S extends string, E extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly initial: S;
  /** States that nothing leaves; none at all in a machine that goes round for ever. */
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
  const faults = [...wrongNames(definition), ...wrongEnds(definition), ...wrongWays(definition)];
  if (faults.length > 0) throw new Error(`state machine ${definition.name}: ${faults.join('; ')}`);
  return definition;
}

type Loose = { states: readonly string[]; initial: string; final: readonly string[]; transitions: object };

/** The targets of a state's transitions; a loop back to itself leads nowhere and does not count. */
function exits({ transitions }: Loose, state: string): string[] {
  const table = transitions as Record<string, Record<string, string> | undefined>;
  return Object.values(table[state] ?? {}).filter((target) => target !== state);
}

function wrongNames(machine: Loose): string[] {
  const rows = Object.keys(machine.transitions);
  const named = [
    machine.initial,
    ...machine.final,
    ...rows,
    ...rows.flatMap((state) => exits(machine, state)),
  ];
  const unknown = [...new Set(named)].filter((state) => !machine.states.includes(state));
  const twice = machine.states.filter((state, i) => machine.states.indexOf(state) !== i);
  const rowless = machine.states.filter((state) => !rows.includes(state));
  return [
    ...unknown.map((state) => `"${state}" is not a state`),
    ...twice.map((state) => `"${state}" is listed twice`),
    ...rowless.map((state) => `"${state}" has no row`),
  ];
}

function wrongEnds(machine: Loose): string[] {
  return machine.states.flatMap((state) => {
    const canBeLeft = exits(machine, state).length > 0;
    if (machine.final.includes(state)) return canBeLeft ? [`final state "${state}" can be left`] : [];
    return canBeLeft ? [] : [`"${state}" is a dead end but not final`];
  });
}

function wrongWays(machine: Loose): string[] {
  const reachedFrom = (from: string): Set<string> => {
    const reached = new Set([from]);
    for (const state of reached) for (const target of exits(machine, state)) reached.add(target);
    return reached;
  };
  const fromStart = reachedFrom(machine.initial);
  return machine.states.flatMap((state) => [
    ...(fromStart.has(state) ? [] : [`"${state}" cannot be reached`]),
    ...(machine.final.length === 0 || machine.final.some((end) => reachedFrom(state).has(end))
      ? []
      : [`"${state}" cannot reach a final state`]),
  ]);
}

/** The listed target; own properties only, so that an event named "toString" is not found on every row. */
function target<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  state: S,
  event: E,
): S | undefined {
  if (!Object.hasOwn(machine.transitions, state)) return undefined;
  const row = machine.transitions[state];
  return Object.hasOwn(row, event) ? row[event] : undefined;
}

/** Whether the table lists the pair. */
export function can<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  state: S,
  event: E,
): boolean {
  return target(machine, state, event) !== undefined;
}

/** The state after the event. @throws IllegalTransition */
export function next<S extends string, E extends string>(machine: StateMachine<S, E>, state: S, event: E): S {
  const found = target(machine, state, event);
  if (found === undefined) throw new IllegalTransition(machine.name, state, event);
  return found;
}

/** Every event that the table knows, for tests and for drawing it. */
export function eventsOf<S extends string, E extends string>(machine: StateMachine<S, E>): E[] {
  const rows = machine.states.flatMap((state) => Object.keys(machine.transitions[state] ?? {}));
  return [...new Set(rows)] as E[];
}
