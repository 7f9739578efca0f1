import { METHOD_METADATA } from '@nestjs/common/internal';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module.js';
import { configureApp, createAdapter } from '../../../src/configure-app.js';
import { readSettings } from '../../../src/platform/config/settings.js';
import { PUBLIC_ROUTE, REQUIRED_SCOPE, SCOPES } from '../../../src/platform/http/principal.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';
import { Client, problemOf } from './client.js';

/** The whole engine, with all its rooms. */
let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = readSettings({ ROLE: 'api' });
  app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ settings, databaseUrl: database.url, encryptionKey: Buffer.alloc(32, 7) }),
    createAdapter(),
    { logger: false, abortOnError: false },
  );
  await configureApp(app);
  await app.listen(0, '127.0.0.1');
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

type Handler = (...args: unknown[]) => unknown;

/** Every method of every controller that answers a route. */
function handlers(): { name: string; targets: object[] }[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, Handler> }).prototype;
    return Object.getOwnPropertyNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .map((name) => ({
        name: `${metatype!.name}.${name}`,
        targets: [prototype[name]!, metatype as object],
      }));
  });
}

const declared = (targets: object[], key: string): unknown =>
  targets.map((target) => Reflect.getMetadata(key, target) as unknown).find((value) => value !== undefined);

test('every route names the scope it takes, or says that it is public', () => {
  const all = handlers();
  expect(all.length).toBeGreaterThan(20);
  const undeclared = all.filter(({ targets }) => {
    const scope = declared(targets, REQUIRED_SCOPE);
    return declared(targets, PUBLIC_ROUTE) !== true && !(SCOPES as readonly unknown[]).includes(scope);
  });
  expect(undeclared.map(({ name }) => name)).toEqual([]);
});

test('no route of the API answers anybody without a key', async () => {
  const anyone = new Client(await app.getUrl(), null);
  const { body: description } = await anyone.get('/openapi.json');
  const routes = Object.entries<Record<string, unknown>>(description.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{\w+\}/g, 'x'),
    })),
  );
  const api = routes.filter(({ path }) => path.startsWith('/v1/'));
  expect(api.length).toBeGreaterThan(20);
  for (const { method, path } of api) {
    const answer = await anyone.send(method, path, method === 'GET' ? undefined : '{}', {});
    expect({ method, path, ...problemOf(answer) }).toMatchObject({ method, path, status: 401 });
  }
});
