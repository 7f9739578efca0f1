import { AppError } from '../../platform/http/app-error.js';
import { requireFuture, requireWithinReach } from './future-instant.js';

const NOW = new Date('2027-01-01T06:00:00Z');

function refusal(check: () => void): object | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof AppError ? { code: error.code, errors: error.errors } : { thrown: error };
  }
}

describe('a moment that something is planned for', () => {
  it('comes, and within fifty years', () => {
    const ask = (at: string) => refusal(() => requireFuture('at', new Date(at), NOW, '; or leave it out'));
    expect(ask('2027-01-01T06:00:01Z')).toBeNull();
    expect(ask('2076-12-31T00:00:00Z')).toBeNull();
    const allowed = 'must be in the future and at most 50 years ahead; or leave it out';
    const fault = { code: 'rule_violation', errors: [{ field: 'at', message: allowed }] };
    expect(ask('2027-01-01T06:00:00Z')).toEqual(fault);
    expect(ask('2999-12-31T00:00:00Z')).toEqual(fault);
    expect(ask('9999-12-31T00:00:00Z')).toEqual(fault);
  });

  it('may have another rule of the soonest', () => {
    const ask = (at: string) => refusal(() => requireWithinReach('resume_at', new Date(at), NOW));
    expect(ask('2026-01-01T00:00:00Z')).toBeNull();
    expect(ask('9999-12-31T00:00:00Z')).toMatchObject({ errors: [{ field: 'resume_at' }] });
  });
});
