import { eventsPage } from '../../scripts/events-page.js';
import { openApiDocument } from '../../scripts/open-api-document.js';
import { stateMachinesPage } from '../../scripts/state-machines-page.js';
import { readText } from './support/project.js';

/** No diff of thousands of lines: whoever reads this needs one command. */
function expectUpToDate(name: string, stored: string, made: string): void {
  if (stored !== made) throw new Error(`${name} is behind the code; run: npm run docs`);
}

describe('what is made from the code', () => {
  it('docs/events.md is up to date', () => {
    expectUpToDate('docs/events.md', readText('docs/events.md'), eventsPage());
  });

  it('docs/state-machines.md is up to date', () => {
    expectUpToDate('docs/state-machines.md', readText('docs/state-machines.md'), stateMachinesPage());
  });

  it('docs/openapi.json is up to date', async () => {
    expectUpToDate('docs/openapi.json', readText('docs/openapi.json'), await openApiDocument());
  });
});
