import type { Problem } from './check-grammar.js';
import { readBy } from './dependencies.js';
import type { Field } from './distribution.js';

type Finding = Omit<Problem, 'file'>;

/** Puts each added field right below the last field that it reads, and below the quota fields: others may then read it. */
export function placeFields(
  fields: ReadonlyMap<string, Field>,
  added: ReadonlyMap<string, Field>,
  quota: readonly string[],
): Map<string, Field> {
  const all = new Map([...fields, ...added]);
  const order = [...fields.keys()];
  const place = (name: string, waiting: ReadonlySet<string>): void => {
    if (order.includes(name) || waiting.has(name)) return;
    const read = readBy(all.get(name) as Field, all);
    for (const other of read) if (added.has(other)) place(other, new Set([...waiting, name]));
    order.splice(Math.max(quota.length, ...read.map((other) => order.indexOf(other) + 1)), 0, name);
  };
  for (const name of added.keys()) place(name, new Set());
  return new Map(order.map((name) => [name, all.get(name) as Field]));
}

/** Fields that depend on themselves, each told once. */
export function cycleFindings(fields: ReadonlyMap<string, Field>): Finding[] {
  const findings: Finding[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    const start = trail.indexOf(name);
    if (start >= 0) {
      if (findings.some(({ path }) => path === `fields.${name}`)) return;
      const circle = [...trail.slice(start), name].join(' → ');
      const hint = 'a field may depend on earlier ones only: take one of these conditions out';
      findings.push({ path: `fields.${name}`, message: `depends on itself: ${circle}`, hint });
      return;
    }
    const field = fields.get(name);
    if (field === undefined || done.has(name)) return;
    for (const read of readBy(field, fields)) visit(read, [...trail, name]);
    done.add(name);
  };
  for (const name of fields.keys()) visit(name, []);
  return findings;
}
