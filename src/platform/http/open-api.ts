import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { IDEMPOTENCY_KEY } from './api-docs.js';
import { API_DESCRIPTION } from './api-description.js';
import { PROBLEMS } from './app-error.js';
import { describePathParameters, tellInstants } from './common-words.js';
import { SCOPES } from './principal.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;

const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'errors', 'request_id'],
  properties: {
    type: { type: 'string', example: '/docs/errors#invalid_request' },
    title: { type: 'string', example: 'The request is malformed' },
    status: { type: 'integer', example: 400 },
    code: {
      type: 'string',
      enum: Object.keys(PROBLEMS),
      description: 'What a program decides by; /docs/errors says of each what it means and what to do.',
      example: 'invalid_request',
    },
    detail: {
      type: 'string',
      description: 'For people; it may change.',
      example: 'amount: KWD allows at most 3 digits after the point',
    },
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
    .setDescription(API_DESCRIPTION)
    .setVersion('1')
    .addServer(serverUrl)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'opaque',
      description: `An API key: perennial_sandbox_… or perennial_live_…. Its scopes are some of ${SCOPES.join(', ')}; admin has all. Each operation says in x-required-scope which one it needs.`,
    })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  tellInstants(document.components.schemas ?? {});
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation || !path.startsWith('/v1/')) continue;
      describePathParameters(path, operation);
      operation.security = [{ bearer: [] }];
      operation.responses = { ...operation.responses, default: PROBLEM_RESPONSE };
      if (method === 'post') operation.parameters = withIdempotencyKey(operation);
    }
  }
  return document;
}

/** Where a route does not say that it must be there, it may be. */
function withIdempotencyKey({
  parameters = [],
  requestBody,
}: OperationObject): OperationObject['parameters'] {
  const isUpload =
    requestBody !== undefined && 'content' in requestBody && !('application/json' in requestBody.content);
  const isTold = parameters.some((one) => 'name' in one && one.name === IDEMPOTENCY_KEY.name);
  if (isUpload || isTold) return parameters;
  return [...parameters, { ...IDEMPOTENCY_KEY, in: 'header', required: false, schema: { type: 'string' } }];
}

const PROBLEM_RESPONSE = {
  description: 'What went wrong, by code and field.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
