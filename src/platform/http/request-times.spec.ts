import fastifyFactory, { type FastifyInstance } from 'fastify';
import { type AddressInfo, connect } from 'node:net';
import { limitRequestTimes } from './request-times.js';

describe('a request that arrives slowly', () => {
  let fastify: FastifyInstance;

  beforeAll(async () => {
    fastify = fastifyFactory();
    limitRequestTimes(fastify, 1_500);
    for (const path of ['/v1/customers', '/v1/imports']) fastify.post(path, () => Promise.resolve({ path }));
    await fastify.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => fastify.close());

  /** The first line of the answer to a body of which the last byte comes late. */
  function slowly(path: string, waitMs: number): Promise<string> {
    const { port } = fastify.server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (bytes) => (answer += bytes.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer.split('\r\n')[0]!));
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json`;
      socket.write(`${head}\r\nContent-Length: 2\r\n\r\n{`);
      setTimeout(() => socket.writable && socket.write('}'), waitMs);
    });
  }

  it('is ended, unless it is a file', async () => {
    expect(await slowly('/v1/customers', 20)).toBe('HTTP/1.1 200 OK');
    const [other, file] = await Promise.all([slowly('/v1/customers', 3_000), slowly('/v1/imports', 3_000)]);
    expect(other).toBe('HTTP/1.1 400 Bad Request');
    expect(file).toBe('HTTP/1.1 200 OK');
  });
});
