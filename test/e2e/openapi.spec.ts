import { randomUUID } from 'node:crypto';
import type { Json } from '../support/api-client.js';
import { exampleBody, examplesOf, faultsOf, operationsOf } from './support/openapi.js';
import { Stage, STORY_MS } from './support/stage.js';

let stage: Stage;
let document: Json;

beforeAll(async () => {
  stage = await Stage.set();
  document = await stage.engine.api.get('/openapi.json');
}, STORY_MS);

afterAll(() => stage.strike());

/** Files (a PDF, a logo, an export) have media types of their own. */
function isDescribed(status: string, content: Json): boolean {
  if (status === '204') return content === undefined;
  const bodies = Object.values<Json>(content ?? {});
  return bodies.length > 0 && bodies.every(({ schema }) => schema !== undefined);
}

const inApi = () => operationsOf(document).filter(({ path }) => path.startsWith('/v1/'));

describe('What the API says of itself', () => {
  test('is OpenAPI 3 without a fault', () => {
    expect(faultsOf(document)).toEqual([]);
    expect(inApi().length).toBeGreaterThan(25);
  });

  test('has a schema for every good answer that has a body', () => {
    const without = operationsOf(document).filter(({ operation }) => {
      const good = Object.entries<Json>(operation.responses).filter(([status]) => status.startsWith('2'));
      return good.length === 0 || !good.every(([status, { content }]) => isDescribed(status, content));
    });
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('names for every route of the API the key it takes and the form of its refusals', () => {
    for (const { name, operation } of inApi()) {
      expect({ name, security: operation.security }).toEqual({ name, security: [{ bearer: [] }] });
      const form = operation.responses.default?.content?.['application/problem+json']?.schema;
      expect({ name, form }).toEqual({ name, form: { $ref: '#/components/schemas/Problem' } });
    }
  });

  test('shows where it really is', () => {
    expect(document.servers).toEqual([{ url: stage.engine.url }]);
  });
});

describe('The examples in it', () => {
  const example = (path: string): Json => exampleBody(document, document.paths[path].post);

  test('work as they stand, from the test clock to the cancel', async () => {
    const { api } = stage.engine;
    await api.post('/v1/test-clocks', example('/v1/test-clocks'));
    for (const plan of examplesOf(document.paths['/v1/plans'].post)) await api.post('/v1/plans', plan);
    const plan = await api.post('/v1/plans', example('/v1/plans'));
    await api.post(`/v1/plans/${plan.id}/versions`, example('/v1/plans/{id}/versions'));
    const prices = `/v1/plans/${plan.id}/prices`;
    for (const price of examplesOf(document.paths['/v1/plans/{id}/prices'].post))
      await api.post(prices, price);
    await api.post('/v1/customers', example('/v1/customers'));
    // Their customer and price are those that the sandbox merchant has from the start.
    for (const other of examplesOf(document.paths['/v1/subscriptions'].post).slice(1))
      await api.post('/v1/subscriptions', other, { 'idempotency-key': randomUUID() });
    const order = example('/v1/subscriptions');
    const { id, status } = await api.post('/v1/subscriptions', order, { 'idempotency-key': randomUUID() });
    expect(status).toBe('incomplete');
    const path = '/v1/subscriptions/{id}/cancel';
    const canceled = await api.post(path.replace('{id}', id), { ...example(path), when: 'now' });
    expect(canceled).toMatchObject({ id, customer: order.customer });
  });
});

describe('The pages for people', () => {
  test.each(['/docs', '/docs/errors'])('%s is HTML', async (path) => {
    const { status, headers, body } = await stage.engine.api.send('GET', path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(body).toMatch(/^<!doctype html>/i);
  });

  test('what /docs needs is there', async () => {
    const { body } = await stage.engine.api.send('GET', '/docs');
    const addresses = [...String(body).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect({ address, status: (await stage.engine.api.send('GET', address)).status }).toEqual({
        address,
        status: 200,
      });
    }
  });
});
