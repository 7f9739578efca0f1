import { type ProblemCode, PROBLEMS } from '../../src/platform/http/app-error.js';
import { readText } from './support/project.js';

const page = readText('docs/errors.md');
const codes = Object.keys(PROBLEMS) as ProblemCode[];

describe('docs/errors.md', () => {
  it('has a section for every code, with its status and title, and for no other', () => {
    const headings = [...page.matchAll(/^### `(\w+)` · (\d{3}) · (.+)$/gm)].map(
      ([, code, status, title]) => ({
        code,
        status: Number(status),
        title,
      }),
    );
    expect(headings).toEqual(codes.map((code) => ({ code, ...PROBLEMS[code] })));
  });

  it('lists every code with its status', () => {
    const rows = [...page.matchAll(/^\| \[`(\w+)`\]\(#(\w+)\)\s*\| (\d{3})\s*\|$/gm)].map(
      ([, ...cells]) => cells,
    );
    expect(rows).toEqual(codes.map((code) => [code, code, String(PROBLEMS[code].status)]));
  });

  it('is found under the name that every problem carries as its type', () => {
    const anchors = [...page.matchAll(/<a id="(\w+)"><\/a>\n\n### `(\w+)`/g)].map(([, anchor, code]) => [
      anchor,
      code,
    ]);
    expect(anchors).toEqual(codes.map((code) => [code, code]));
  });

  it.each(codes)('says of %s what it means and what to do', (code) => {
    const [, section] = new RegExp(`### \`${code}\`[^\\n]*\\n\\n([^]*?)(?=\\n<a id|$)`).exec(page)!;
    expect(section!.trim().length).toBeGreaterThan(20);
  });
});
