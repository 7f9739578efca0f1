import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { AppError, type FieldFault } from './app-error.js';

/** Checks bodies and queries against their DTO; unknown fields are refused, all faults are told at once. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const faults = errors.flatMap((error) => faultsOf(error, ''));
      return new AppError(
        'invalid_request',
        faults.map((f) => `${f.field}: ${f.message}`).join('; '),
        faults,
      );
    },
  });
}

function faultsOf(error: ValidationError, prefix: string): FieldFault[] {
  const field = prefix ? `${prefix}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message:
      rule === 'whitelistValidation' ? 'is not a known field' : message.replace(`${error.property} `, ''),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}
