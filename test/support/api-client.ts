// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever came; the test says what it should be
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON, else the text. */
  body: Json;
}

/** Speaks HTTP as a merchant's backend does; also good for the simulator's controls. */
export class Api {
  constructor(
    readonly url: string,
    readonly key: string | null = null,
  ) {}

  /** What is not a success is an error, told in full. */
  async get<T = Json>(path: string): Promise<T> {
    return bodyOf<T>(`GET ${path}`, await this.send('GET', path));
  }

  async post<T = Json>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<T> {
    return bodyOf<T>(`POST ${path}`, await this.send('POST', path, body, headers));
  }

  async put<T = Json>(path: string, body: unknown): Promise<T> {
    return bodyOf<T>(`PUT ${path}`, await this.send('PUT', path, body));
  }

  /** Any answer, good or bad. A text or bytes go over the wire as they are, anything else as JSON. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
        ...(raw !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}

function bodyOf<T>(call: string, { status, body }: Answer): T {
  if (status < 200 || status >= 300) throw new Error(`${call} answered ${status}: ${JSON.stringify(body)}`);
  return body as T;
}
