import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Received {
  /** Everything the connection has carried so far. */
  text: string;
  /** Counts connections from 1. */
  connection: number;
  /** Counts requests of this connection from 1. */
  request: number;
}

export interface RawServer {
  url: string;
  port: number;
  /** Every complete request, over all connections. */
  requests: string[];
  connections: () => number;
  close(): Promise<void>;
}

/** A server that says exactly the bytes a test wants, which no HTTP library would. */
export async function rawServer(onRequest: (socket: Socket, received: Received) => void): Promise<RawServer> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    const connection = ++connections;
    let request = 0;
    let text = '';
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = endOfRequest(text); end > 0; end = endOfRequest(text)) {
        requests.push(text.slice(0, end));
        onRequest(socket, { text: text.slice(0, end), connection, request: ++request });
        text = text.slice(end);
      }
    });
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Where the first request in the text ends; 0 while it is incomplete. */
function endOfRequest(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return 0;
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return text.length >= end ? end : 0;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

/** A complete HTTP answer. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${text}`;
}

/** Closes with a TCP reset instead of a polite end. */
export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
