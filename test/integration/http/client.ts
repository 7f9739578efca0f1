export interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever came; the test says what it should be
  body: any;
}

/** Speaks to the engine as a merchant's backend does. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly key: string | null,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), headers);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.send('PATCH', path, JSON.stringify(body), {});
  }

  /** `body` as it goes over the wire. */
  async send(
    method: string,
    path: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}

/** Every refusal must look like this; gives the part that differs. */
export function problemOf(answer: Answer): {
  status: number;
  code: string;
  fields: string[];
  detail: string;
} {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toEqual({
    type: `/docs/errors#${answer.body.code}`,
    title: expect.any(String),
    status: answer.status,
    code: expect.any(String),
    detail: expect.any(String),
    errors: expect.any(Array),
    request_id: expect.any(String),
  });
  return {
    status: answer.status,
    code: answer.body.code,
    fields: answer.body.errors.map((fault: { field: string }) => fault.field),
    detail: answer.body.detail,
  };
}
