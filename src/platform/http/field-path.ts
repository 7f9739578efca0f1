/**
 * The path of a field in a body, as every error names it: `items.0.price`, the third of a list is `.2`. In one notation,
 * so that a program finds the field by splitting at the dots.
 */
export function fieldPath(...parts: (string | number)[]): string {
  return parts.filter((part) => part !== '').join('.');
}
