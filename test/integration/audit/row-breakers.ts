/** A copy of a row with some columns changed; ids are given anew. */
export function copy(table: string, where: string, changes: Record<string, string>): string {
  const changed = Object.entries(changes)
    .map(([column, value]) => `'${column}', ${value}`)
    .join(', ');
  return `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(r, jsonb_build_object(
    'id', (SELECT max(id) + 1 FROM ${table}) ${changed ? `, ${changed}` : ''}))).* FROM ${table} r WHERE ${where}`;
}

/** What the table itself forbids a row to say. */
export function withoutRules(table: string): string {
  return `DO $$ DECLARE rule text; BEGIN
    FOR rule IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'c' LOOP
      EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', rule);
    END LOOP; END $$`;
}
