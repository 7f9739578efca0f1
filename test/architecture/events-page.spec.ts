import { EVENT_DATA } from '../../src/domain/timeline/event-data.js';
import { ID_PREFIXES } from '../../src/platform/ids/type-id.js';
import { readText } from './support/project.js';

const page = readText('docs/events.md');

describe('docs/events.md', () => {
  it('names only routes that there are', () => {
    const { paths } = JSON.parse(readText('docs/openapi.json')) as { paths: Record<string, object> };
    const known = Object.keys(paths).map(nameless);
    const named = [...page.matchAll(/\/v1\/[a-z{}/-]+/g)].map(([path]) => path);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !known.includes(nameless(path)))).toEqual([]);
  });

  it('shows ids as they begin', () => {
    const prefixes: string[] = Object.values(ID_PREFIXES);
    const shown = [...page.matchAll(/`([a-z]+)_…`/g)].map(([, prefix]) => prefix!);
    expect(shown.filter((prefix) => !prefixes.includes(prefix))).toEqual([]);
  });

  it('leads to every event that it names', () => {
    const links = [...page.matchAll(/\[`([a-z_]+\.[a-z_]+)`\]\(#(\w+)\)/g)];
    expect(links.filter(([, type, anchor]) => type!.replace('.', '') !== anchor)).toEqual([]);
    const types = Object.keys(EVENT_DATA);
    const named = [...page.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, type]) => type!);
    expect(named.filter((name) => !types.includes(name))).toEqual([]);
  });
});

function nameless(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}
