import pg from 'pg';

/**
 * 64-bit integers are bigint and dates stay text. The driver's defaults would turn the first into
 * strings that `+` concatenates, and the second into midnights of the server's own time zone.
 */
export function registerPgTypes(): void {
  pg.types.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));
  pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
}
