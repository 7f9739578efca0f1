import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError, type FieldFault } from './app-error.js';
import { fieldPath } from './field-path.js';

const STRICT = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

/** Checks bodies and queries against their DTO; unknown fields are refused, all faults are told at once. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    ...STRICT,
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

/** The same for an object that did not come as a body. */
export function faultsOfObject<T extends object>(
  type: new () => T,
  data: object,
): { object: T; faults: FieldFault[] } {
  const object = plainToInstance(type, data);
  return { object, faults: validateSync(object, STRICT).flatMap((error) => faultsOf(error, '')) };
}

function faultsOf(error: ValidationError, prefix: string): FieldFault[] {
  const field = fieldPath(prefix, error.property);
  // Only where a sentence begins with it: the word may be meant in it as well.
  const withoutName = (message: string) =>
    message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutName(message),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}
