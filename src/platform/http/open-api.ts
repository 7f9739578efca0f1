import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'errors', 'request_id'],
  properties: {
    type: { type: 'string', example: '/docs/errors#invalid_request' },
    title: { type: 'string', example: 'The request is malformed' },
    status: { type: 'integer', example: 400 },
    code: { type: 'string', example: 'invalid_request' },
    detail: { type: 'string', example: 'amount: KWD allows at most 3 digits after the point' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string', example: 'amount' },
          message: { type: 'string', example: 'has 4 digits after the point; KWD allows at most 3' },
        },
      },
    },
    request_id: { type: 'string' },
  },
};

/** What the API is, made from the controllers themselves. */
export function describeApi(app: NestFastifyApplication, serverUrl: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Perennial')
    .setDescription('Recurring billing for merchants who collect through Ottu.')
    .setVersion('1')
    .addServer(serverUrl)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An API key: perennial_sandbox_… or perennial_live_…',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation || !path.startsWith('/v1/')) continue;
      operation.security = [{ bearer: [] }];
      operation.responses = { ...operation.responses, default: PROBLEM_RESPONSE };
    }
  }
  return document;
}

const PROBLEM_RESPONSE = {
  description: 'What went wrong, by code and field.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
