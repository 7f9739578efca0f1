import type { Mutant } from './mutant.js';

const BEGIN = '<!-- Made by `npm run mutants -- --write-docs` from test/mutants/catalog. -->';
const END = '<!-- End of what is made. -->';

/** docs/mutants.md with the table of the catalog in its place. */
export function pageWithTable(page: string, mutants: readonly Mutant[]): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('docs/mutants.md has lost the marks around its table');
  return `${page.slice(0, begin)}${BEGIN}\n\n${table(mutants)}\n\n${page.slice(end)}`;
}

function table(mutants: readonly Mutant[]): string {
  return aligned([
    ['Bug', 'What it does and costs', 'Noticed by'],
    ...mutants.map(({ name, what, caughtBy: { spec, test } }) => [
      `\`${name}\``,
      what,
      `\`${spec}\`${test === undefined ? '' : `: ${test}`}`,
    ]),
  ]);
}

/** As prettier writes tables, so that the page passes its check without being formatted again. */
function aligned(rows: string[][]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
