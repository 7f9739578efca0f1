import { openApiDocument } from '../../scripts/open-api-document.js';
import { stateMachinesPage } from '../../scripts/state-machines-page.js';
import { readText } from './support/project.js';

// When one of these fails: npm run docs.
describe('what is made from the code', () => {
  it('docs/state-machines.md is up to date', () => {
    expect(readText('docs/state-machines.md')).toBe(stateMachinesPage());
  });

  it('docs/openapi.json is up to date', async () => {
    expect(JSON.parse(readText('docs/openapi.json'))).toEqual(JSON.parse(await openApiDocument()));
  });
});
