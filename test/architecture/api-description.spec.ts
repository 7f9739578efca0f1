import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from '../../scripts/open-api-document.js';
import { engineFiles, type SourceFile } from './support/project.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Field = { type?: string; enum?: unknown[]; format?: string; example?: unknown; description?: string };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

let operations: { name: string; operation: Operation }[];
let fields: { name: string; field: Field }[];

beforeAll(async () => {
  const { paths, components } = JSON.parse(await openApiDocument()) as OpenAPIObject;
  operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, item]) =>
      METHODS.map((method) => ({ name: `${method} ${path}`, operation: item[method] })),
    )
    .filter((one): one is { name: string; operation: Operation } => one.operation !== undefined);
  const schemas = Object.entries(components!.schemas!) as [string, { properties?: Record<string, Field> }][];
  fields = schemas.flatMap(([schema, { properties = {} }]) =>
    Object.entries(properties).map(([name, field]) => ({ name: `${schema}.${name}`, field })),
  );
});

describe('the description of the API', () => {
  it('says of every operation in a sentence what it is for', () => {
    expect(operations.length).toBeGreaterThan(150);
    const without = operations.filter(({ operation }) => !/^[A-Z].+[.?]$/.test(operation.summary ?? ''));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('says of every parameter what it takes', () => {
    const without = operations.flatMap(({ name, operation: { parameters = [] } }) =>
      parameters.flatMap((one) => ('$ref' in one || one.description ? [] : [`${name} ${one.name}`])),
    );
    expect(without).toEqual([]);
  });

  it('says of every field with a few words to choose from what they mean', () => {
    const without = fields.filter(({ field }) => field.enum && !field.description);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('calls an instant an instant', () => {
    const instants = fields.filter(({ field }) => /^\d{4}-\d\d-\d\dT/.test(String(field.example)));
    expect(instants.length).toBeGreaterThan(30);
    expect(instants.filter(({ field }) => field.format !== 'date-time').map(({ name }) => name)).toEqual([]);
  });
});

describe('the classes that it is made from', () => {
  const files = engineFiles().filter(({ text }) => text.includes('@ApiProperty'));

  it('have names of their own: of two that are called alike the second describes the answers of both', () => {
    const names = files.flatMap(({ text }) =>
      [...text.matchAll(/^(?:export )?class (\w+)/gm)].map(([, name]) => name!),
    );
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('say null of a field that can be null, and of no other: a strict client breaks at the first null', () => {
    expect(files.flatMap(fieldsThatLieAboutNull)).toEqual([]);
  });
});

/** `@ApiProperty({ … }) name: string | null;` without `nullable`, and the other way round. */
function fieldsThatLieAboutNull({ path, text }: SourceFile): string[] {
  const properties = /@ApiProperty(?:Optional)?\(((?:(?!@Api|;)[^])*?)\)\s+(\w+)\??: ([^;]+);/g;
  return [...text.matchAll(properties)]
    .filter(([, told, , type]) => /\|\s*null/.test(type!) !== /nullable: true|\.\.\.FIGURES/.test(told!))
    .map(([, , name]) => `${path}: ${name}`);
}
