import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnsOf } from './column-type.js';

describe('columns of a zod object', () => {
  it('a member that may be absent or null is nullable', () => {
    expect(
      columnsOf(z.strictObject({ a: z.string(), b: z.string().nullable(), c: z.boolean().optional(), d: z.number().nullable() })),
    ).toEqual([
      { name: 'a', type: { kind: 'string' }, nullable: false },
      { name: 'b', type: { kind: 'string' }, nullable: true },
      { name: 'c', type: { kind: 'boolean' }, nullable: true },
      { name: 'd', type: { kind: 'number' }, nullable: true },
    ]);
  });

  it('a union of objects is one struct, in which what only one has is nullable', () => {
    const either = z.union([z.strictObject({ a: z.string(), b: z.int() }), z.strictObject({ a: z.string(), c: z.int() })]);
    expect(columnsOf(z.strictObject({ either: z.array(either) }))).toEqual([
      {
        name: 'either',
        nullable: false,
        type: {
          kind: 'list',
          element: {
            kind: 'struct',
            fields: [
              { name: 'a', type: { kind: 'string' }, nullable: false },
              { name: 'b', type: { kind: 'integer' }, nullable: true },
              { name: 'c', type: { kind: 'integer' }, nullable: true },
            ],
          },
        },
      },
    ]);
  });

  it('what has no column type is refused, with the member that has none', () => {
    expect(() => columnsOf(z.strictObject({ a: z.unknown() }))).toThrow('there is no column type');
    const twoTypes = z.union([z.strictObject({ a: z.string() }), z.strictObject({ a: z.int() })]);
    expect(() => columnsOf(z.strictObject({ b: twoTypes }))).toThrow('a has two types');
  });
});
