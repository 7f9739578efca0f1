import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PROBLEMS } from './app-error.js';
import { describeApi } from './open-api.js';

/** Looked up from the package that brings it, because it is no dependency of our own. */
const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));

const ASSETS = { 'swagger-ui-bundle.js': 'text/javascript', 'swagger-ui.css': 'text/css' };

/** /openapi.json, a page to read and try it at /docs, and what every error code means at /docs/errors. */
export function serveDocs(app: NestFastifyApplication, serverUrl: string): void {
  const fastify = app.getHttpAdapter().getInstance();
  let document: OpenAPIObject | undefined;
  fastify.get('/openapi.json', () => (document ??= describeApi(app, serverUrl)));
  const page = (path: string, type: string, text: string): void => {
    fastify.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text));
  };
  page('/docs', 'text/html', DOCS_PAGE);
  page('/docs/start.js', 'text/javascript', START_SCRIPT);
  page('/docs/errors', 'text/html', errorsPage());
  for (const [name, type] of Object.entries(ASSETS)) {
    fastify.get(`/docs/${name}`, async (_request, reply) => reply.type(type).send(await readAsset(name)));
  }
}

function readAsset(name: string): Promise<Buffer> {
  return readFile(join(dirname(swagger.resolve('swagger-ui-dist/package.json')), name));
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Perennial API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>`;

/** In a file of its own, because the security headers allow no script inside a page. */
const START_SCRIPT = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', persistAuthorization: true });`;

/** Where the `type` of every problem leads. */
function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Perennial API: errors</title></head>
<body><h1>Errors</h1><table><tr><th>code</th><th>status</th><th>meaning</th></tr>
${rows.join('\n')}
</table></body>
</html>`;
}
