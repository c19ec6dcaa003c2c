import { RolecsError } from '../domain/errors.js';
import type { RandomStream } from '../random/stream.js';
import { conditionsOf } from './check-field.js';
import { composeText, slotsOf } from './clause-grammar.js';
import { type Facts, type FactValue, holds } from './condition.js';
import type { Field } from './distribution.js';

/** A value and its attributes (`gender`: 女, `gender.title`: 女士). */
export type Drawn = Readonly<Record<string, FactValue>>;

/** A field whose value is one of several words. */
export type Choice = Extract<Field, { kind: 'table' | 'list' }>;

export function isChoice(field: Field | undefined): field is Choice {
  return field?.kind === 'table' || field?.kind === 'list';
}

/** A value on offer. */
export interface Weighed {
  readonly value: string;
  readonly weight: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/**
 * Draws one field given the fields before it.
 * @throws RolecsError `persona-no-option` when the conditions leave nothing to draw
 */
export function drawField(name: string, field: Field, facts: Facts, stream: RandomStream): Drawn {
  switch (field.kind) {
    case 'table':
    case 'list': {
      const { value, attributes } = stream.weighted(weigh(name, field, facts), ({ weight }) => weight);
      return { [name]: value, ...attributes };
    }
    case 'ranges': {
      const row = field.rows.find(({ when }) => holds(when, facts));
      if (row === undefined) throw noOption(name, facts);
      const { from, to } = stream.weighted(row.ranges, ({ weight }) => weight);
      return { [name]: from + stream.int(to - from + 1) };
    }
    case 'number':
      return { [name]: drawNumber(field, facts, stream) };
    case 'set':
      return drawSet(name, field, facts, stream);
    case 'text':
      return { [name]: slotsOf(field.say).reduce((text, slot) => text.replace(`<${slot}>`, String(facts[slot])), field.say) };
    case 'grammar':
      return { [name]: composeText(field.grammar, facts, stream).text };
  }
}

/** What a field offers, by the facts that it looks at: people of a kind are offered the same. */
interface Offers {
  readonly asks: readonly string[];
  readonly known: Map<string, readonly Weighed[]>;
}
const offers = new WeakMap<Choice, Offers>();
const MOST_OFFERS = 5000;

/**
 * What a table or list offers where these facts hold.
 * @throws RolecsError `persona-no-option`
 */
export function weigh(name: string, field: Choice, facts: Facts): readonly Weighed[] {
  let own = offers.get(field);
  if (own === undefined) {
    own = { asks: [...new Set(conditionsOf(field).flatMap(([, condition]) => Object.keys(condition)))], known: new Map() };
    offers.set(field, own);
  }
  const key = own.asks.map((fact) => String(facts[fact])).join('\n');
  let offered = own.known.get(key);
  if (offered === undefined) {
    offered = weighAnew(name, field, facts);
    if (own.known.size >= MOST_OFFERS) own.known.clear();
    own.known.set(key, offered);
  }
  return offered;
}

function weighAnew(name: string, field: Choice, facts: Facts): Weighed[] {
  const factorOf = factors(field.adjust, facts);
  const offered =
    field.kind === 'table'
      ? Object.entries(field.rows.find(({ when }) => holds(when, facts))?.weights ?? {}).map(([value, weight]) => ({
          value,
          weight: weight * factorOf(value),
          attributes: field.with[value] ?? {},
        }))
      : field.options
          .filter(({ when }) => holds(when, facts))
          .map(({ value, weight, with: attributes }) => ({ value, weight: weight * factorOf(value), attributes }));
  if (!offered.some(({ weight }) => weight > 0)) throw noOption(name, facts);
  return offered;
}

/** What the adjustments that hold multiply the weight of a value by. */
function factors(adjust: Choice['adjust'], facts: Facts): (value: string) => number {
  const holding = adjust.filter(({ when }) => holds(when, facts));
  return (value) => holding.reduce((product, { times }) => product * (times[value] ?? 1), 1);
}

function drawNumber(field: Extract<Field, { kind: 'number' }>, facts: Facts, stream: RandomStream): number {
  const { shape, mean, spread, min, max, step } = field;
  const moves = field.shifts.filter(({ when }) => holds(when, facts));
  let value = mean;
  for (let draw = 0; draw < 100; draw++) {
    // Box–Muller; 1 − u keeps the logarithm finite.
    const normal = Math.sqrt(-2 * Math.log(1 - stream.next())) * Math.cos(2 * Math.PI * stream.next());
    value = shape === 'normal' ? mean + spread * normal : mean * Math.exp(spread * normal - spread ** 2 / 2);
    for (const { add, times } of moves) value = value * times + add;
    if (value >= min && value <= max) break;
  }
  const steps = Math.round(Math.min(max, Math.max(min, value)) / step);
  return Number((steps * step).toFixed(6));
}

function drawSet(name: string, field: Extract<Field, { kind: 'set' }>, facts: Facts, stream: RandomStream): Drawn {
  const shareOf = (item: (typeof field.items)[number]) => item.chances.find(({ when }) => holds(when, facts))?.share ?? 0;
  let held = field.items.filter((item) => stream.chance(shareOf(item)));
  // Above the limit, what fewer people hold goes last: certain items always stay.
  while (held.length > field.at_most) {
    const dropped = stream.weighted(held, (item) => 1 - shareOf(item));
    held = held.filter((item) => item !== dropped);
  }
  if (held.length === 0) throw noOption(name, facts);
  return { [name]: held.map(({ value }) => value), [`${name}.count`]: held.length };
}

function noOption(name: string, facts: Facts): RolecsError {
  const known = Object.entries(facts).map(([fact, value]) => `${fact} ${String(value)}`);
  return new RolecsError('persona-no-option', `persona distribution: fields.${name} has no option for ${known.join(', ')}`, {
    hint: `give ${name} a row or option that fits, or a last row without a condition; where a field that it asks for is removed, remove or replace it too`,
  });
}
