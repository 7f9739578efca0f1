import type { Answer } from '../../support/api-client.js';

export interface Refusal {
  status: number;
  code: string;
  fields: string[];
}

/** What a refusal says, after making sure that it says it in the documented form. */
export function refusalOf(answer: Answer): Refusal {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { code, errors } = answer.body;
  expect(answer.body).toEqual({
    type: `/docs/errors#${code}`,
    title: expect.stringMatching(/./),
    status: answer.status,
    code: expect.stringMatching(/^[a-z_]+$/),
    detail: expect.stringMatching(/./),
    errors: expect.any(Array),
    request_id: answer.headers.get('request-id'),
  });
  for (const fault of errors)
    expect(fault).toEqual({ field: expect.any(String), message: expect.stringMatching(/\w+ \w+/) });
  return { status: answer.status, code, fields: errors.map(({ field }: { field: string }) => field) };
}
