import { EVENT_TYPES } from './describe-event.js';
import { EVENT_DATA, SHARED_FIELDS } from './event-data.js';

const shapes = Object.entries(EVENT_DATA);
const words = [
  ...Object.entries(SHARED_FIELDS),
  ...shapes.flatMap(([type, { when, fields }]) => [
    ...(when === null ? [] : [[type, when]]),
    ...fields.flatMap(({ name, own }) => (own === null ? [] : [[`${type} ${name}`, own]])),
  ]),
] as [string, string][];

describe('what is promised about the data of events', () => {
  it('is promised for every type there is, and for no other', () => {
    expect(Object.keys(EVENT_DATA).sort()).toEqual([...EVENT_TYPES].sort());
  });

  it('names no field twice', () => {
    const twice = shapes.filter(
      ([, { fields }]) => new Set(fields.map((one) => one.name)).size < fields.length,
    );
    expect(twice.map(([type]) => type)).toEqual([]);
  });

  it('is told in whole sentences', () => {
    const cut = words.filter(([, text]) => !/^[A-Z`]([^\n]*[^.])?\.$/.test(text));
    expect(cut).toEqual([]);
  });

  it('shares only what several events have', () => {
    const uses = shapes.flatMap(([, { fields }]) =>
      fields.flatMap(({ name, own }) => (own === null ? [name] : [])),
    );
    const rare = Object.keys(SHARED_FIELDS).filter((name) => uses.filter((use) => use === name).length < 2);
    expect(rare).toEqual([]);
  });
});
