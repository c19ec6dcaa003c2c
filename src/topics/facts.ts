import { RolecsError } from '../domain/errors.js';
import { type ConditionContext, type ParsedCondition, parseCondition } from '../language/condition.js';
import { countWord, speakDecimal, speakMoney, toChineseNumeral, writeMoney } from '../language/numerals.js';
import type { RandomStream } from '../random/stream.js';
import { type CallDate, describeDay, describeTime, parseClock } from './calendar.js';
import type { FactForms, Facts } from './fact-forms.js';
import type { FactSource } from './scenario-file.js';

/** A fact slot, ready to be drawn. `options`: of a choice, with their forms. */
export interface FactDefinition {
  name: string;
  source: FactSource;
  options: readonly { forms: FactForms; weight: number; condition: ParsedCondition | null }[];
}

/** @throws SyntaxError when a condition does not parse */
export function defineFact(name: string, source: FactSource): FactDefinition {
  if (source.type !== 'choice') return { name, source, options: [] };
  const options = source.of.map((option) => {
    const { if: when, weight, ...forms } = typeof option === 'string' ? { value: option, if: undefined, weight: undefined } : option;
    return {
      forms: { ...forms, written: forms.value, spoken: forms.value } as FactForms,
      weight: weight ?? 1,
      condition: when === undefined ? null : parseCondition(when),
    };
  });
  return { name, source, options };
}

/**
 * Draws the facts of a dialogue in the order they are authored; each has a stream of its own, so adding one does not move the others.
 * @param context answers conditions about the persona; facts drawn so far are visible to later ones
 */
export function drawFacts(
  definitions: readonly FactDefinition[],
  callDate: CallDate,
  context: ConditionContext,
  stream: RandomStream,
): Facts {
  const facts: Record<string, FactForms> = {};
  const withFacts: ConditionContext = { ...context, value: (name) => factValue(facts, name) ?? context.value(name) };
  for (const definition of definitions)
    facts[definition.name] = drawFact(definition, callDate, withFacts, stream.fork(definition.name), facts);
  return facts;
}

/** `fact.payee` → 房东, `fact.amount` → 2600, `fact.payee.use` → 房租; undefined for other names and unknown facts. */
export function factValue(facts: Facts, name: string): string | undefined {
  if (!name.startsWith('fact.')) return undefined;
  const [, fact = '', field = 'value'] = name.split('.');
  return facts[fact]?.[field];
}

/**
 * Text of a slot: `amount` (written), `amount:spoken`, `payee.use`; null when there is no such fact or form.
 */
export function fillFact(facts: Facts, slot: string): string | null {
  const [name = '', form = 'written'] = slot.split(/[.:]/);
  return facts[name]?.[form] ?? null;
}

function drawFact(
  definition: FactDefinition,
  callDate: CallDate,
  context: ConditionContext,
  stream: RandomStream,
  facts: Facts,
): FactForms {
  const { source } = definition;
  switch (source.type) {
    case 'money':
      return moneyForms(stepped(source, stream));
    case 'number':
      return numberForms(stepped(source, stream), source.unit);
    case 'rate':
      return rateForms(stepped(source, stream));
    case 'date': {
      const [low, high] = source.ago ?? source.ahead ?? [0, 0];
      const days = low + stream.int(high - low + 1);
      return describeDay(callDate, source.ago ? -days : days);
    }
    case 'time': {
      const [from, to] = [parseClock(source.from), parseClock(source.to)];
      return describeTime(from + source.step * stream.int(Math.floor((to - from) / source.step) + 1));
    }
    case 'tail': {
      const digits = String(1000 + stream.int(9000));
      return { written: digits, spoken: digits, value: digits };
    }
    case 'computed': {
      const value = round(evaluate(source.expr, facts));
      if (source.as === 'money') return moneyForms(value);
      return source.as === 'rate' ? rateForms(value) : numberForms(value, source.unit);
    }
    case 'choice': {
      const possible = definition.options.filter(({ condition }) => condition === null || condition.holds(context));
      if (possible.length === 0) {
        throw new RolecsError('fact-impossible', `no option of the fact "${definition.name}" is possible for this persona and cause`, {
          hint: 'give the choice an option without `if`, or narrow `fits` of the scenario',
        });
      }
      return stream.weighted(possible, (option) => option.weight).forms;
    }
  }
}

function moneyForms(value: number): FactForms {
  return { written: writeMoney(value), spoken: speakMoney(value), value: String(value) };
}

function numberForms(value: number, unit: string): FactForms {
  const spoken = unit === '' ? toChineseNumeral(value) : countWord(value);
  return { written: `${value}${unit}`, spoken: `${spoken}${unit}`, value: String(value) };
}

function rateForms(value: number): FactForms {
  return { written: `${value.toFixed(2)}%`, spoken: `百分之${speakDecimal(value)}`, value: String(value) };
}

function stepped({ min, max, step }: { min: number; max: number; step: number }, stream: RandomStream): number {
  return round(min + step * stream.int(Math.floor(round((max - min) / step)) + 1));
}

/** To a hundredth: what money and rates are told in. */
function round(value: number): number {
  return Math.round((value + Number.EPSILON) * 100) / 100;
}

const EXPRESSION_TOKEN = /\s*(\d+(?:\.\d+)?|[a-z][a-z0-9_]*|[-+*/()])/y;

/**
 * Value of an arithmetic expression over numeric facts: `amount * (rate + 1) / 100`.
 * @throws SyntaxError when it does not parse; RangeError when a fact is unknown or not a number
 */
export function evaluate(expression: string, facts: Facts): number {
  const tokens: string[] = [];
  EXPRESSION_TOKEN.lastIndex = 0;
  const source = expression.trim();
  while (EXPRESSION_TOKEN.lastIndex < source.length) {
    const at = EXPRESSION_TOKEN.lastIndex;
    const match = EXPRESSION_TOKEN.exec(source);
    if (!match) throw new SyntaxError(`expression "${expression}": cannot read "${source.slice(at)}"`);
    tokens.push(match[1] as string);
  }
  let position = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[position] === '+' || tokens[position] === '-') value += tokens[position++] === '+' ? product() : -product();
    return value;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[position] === '*' || tokens[position] === '/') value = tokens[position++] === '*' ? value * atom() : value / atom();
    return value;
  };
  const atom = (): number => {
    const token = tokens[position++];
    if (token === '(') {
      const value = sum();
      if (tokens[position++] !== ')') throw new SyntaxError(`expression "${expression}": a bracket is not closed`);
      return value;
    }
    if (token === undefined || /^[-+*/)]$/.test(token)) throw new SyntaxError(`expression "${expression}": an operand is missing`);
    const value = /^\d/.test(token) ? Number(token) : Number(facts[token]?.value ?? Number.NaN);
    if (Number.isNaN(value)) throw new RangeError(`expression "${expression}": "${token}" is no numeric fact drawn before`);
    return value;
  };
  const value = sum();
  if (position < tokens.length) throw new SyntaxError(`expression "${expression}": "${tokens[position]}" is left over`);
  return value;
}
