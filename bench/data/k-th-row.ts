/** Where the rows of one load begin: row k has this much more as its id, in each table. */
export type Bases = Record<string, bigint>;

/** Paid 1 to 24 days ago, in whole seconds, each subscription at another time. */
export const START = `(date_trunc('second', now()) - interval '1 day' - make_interval(secs => (k::bigint * 7919) % 2000000))`;

/** As long as an id of the engine, and older than all it makes: those begin with the time. */
export const id = (prefix: string, base: bigint) => `'${prefix}_0' || lpad(to_hex(k + ${base}), 25, '0')`;
