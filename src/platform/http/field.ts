import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';

export interface FieldOptions {
  description: string;
  example?: unknown;
  optional?: boolean;
  /** Null is allowed as well and means "nothing"; implies optional. */
  nullable?: boolean;
  /** With nullable: it has to be there all the same, where a call without it would do what null does. */
  given?: boolean;
}

/** One property: documented, and checked unless it may be absent and is. */
export function field(
  options: FieldOptions,
  api: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { description, example, optional, nullable, given } = options;
  const documented = { ...api, description, example, ...(nullable && { nullable }) } as ApiPropertyOptions;
  if (nullable && given) {
    const unlessNull = ValidateIf((_, value) => value !== null);
    const isGiven = rule('isGiven', 'must be given; null for none', (value) => value !== undefined);
    return applyDecorators(ApiProperty(documented), unlessNull, isGiven, ...rules);
  }
  if (nullable) return applyDecorators(ApiPropertyOptional(documented), IsOptional(), ...rules);
  if (!optional) return applyDecorators(ApiProperty(documented), ...rules);
  // Not IsOptional, which lets null through to columns that cannot hold it.
  const whenGiven = ValidateIf((_, value) => value !== undefined);
  return applyDecorators(ApiPropertyOptional(documented), whenGiven, ...rules);
}

/** A check of our own; `allowed` is what the caller is told. */
export function rule(
  name: string,
  allowed: string,
  validate: (value: unknown, object: object) => boolean,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value, args) => validate(value, args!.object),
      defaultMessage: () => allowed,
    },
  });
}
