import { type DialogueRecord, SPEAKERS } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import { createStream } from '../random/stream.js';
import { charactersOf } from './lexical.js';

const PARTICLE = /[啊呢吧嘛呗哦呀啦哈吗么][。？，！…]*$/;
const SHORT = 6;

/** What is measured of one dialogue; shares are 0 to 1. */
const METRICS = {
  customer_characters: 'characters of a customer line, mean',
  customer_particles: 'share of customer lines that end in a particle',
  customer_short: 'share of customer lines of at most 6 characters',
  emotions: 'different emotions of the customer',
  utterances: 'utterances',
  satisfied: 'satisfied',
  solved: 'outcome solved',
  demand: 'makes an unreasonable demand',
} as const;
export type Metric = keyof typeof METRICS | StrategyCode;

export interface GroupRow {
  metric: Metric;
  name: string;
  /** Mean of the metric in each group, in the order of the groups. */
  means: number[];
  /** Share of permutations in which the groups differ at least as much (permutation test on the F ratio's numerator). */
  p: number;
}

export interface GroupComparison {
  field: string;
  groups: { value: string; dialogues: number }[];
  rows: GroupRow[];
}

/**
 * Compares dialogues by a field of the row (`persona.age_band`, `topic`, `outcome`). Memory: a number for each dialogue and metric.
 */
export class GroupFigures {
  readonly #field: string;
  readonly #framework: StrategyFramework;
  readonly #groups = new Map<string, number>();
  readonly #members: number[] = [];
  readonly #values = new Map<Metric, number[]>();
  readonly #personas: string[] = [];

  constructor(field: string, framework: StrategyFramework) {
    this.#field = field;
    this.#framework = framework;
    for (const metric of [...(Object.keys(METRICS) as Metric[]), ...STRATEGY_CODES]) this.#values.set(metric, []);
  }

  /** @throws RolecsError `field-unknown` when the row has no such field, or one that is no word or number */
  add(row: DialogueRecord): void {
    const value = fieldOf(row, this.#field);
    const group = this.#groups.get(value) ?? this.#groups.size;
    this.#groups.set(value, group);
    this.#members.push(group);
    this.#personas.push(row.persona.id);
    for (const [metric, measured] of Object.entries(this.#measure(row))) this.#values.get(metric as Metric)?.push(measured);
  }

  #measure({ dialogue, satisfied, outcome, unreasonable_demand: demand }: DialogueRecord): Record<Metric, number> {
    const lines = dialogue.filter((line) => line.speaker === SPEAKERS.customer);
    const share = (holds: (text: string) => boolean) => lines.filter(({ text }) => holds(text)).length / (lines.length || 1);
    const supporter = dialogue.filter((line) => line.speaker === SPEAKERS.supporter);
    const mix = STRATEGY_CODES.map((code) => {
      const { label } = this.#framework.strategies[code];
      return [code, supporter.filter(({ strategy }) => strategy === label).length / (supporter.length || 1)];
    });
    return {
      customer_characters: lines.reduce((sum, { text }) => sum + charactersOf(text).length, 0) / (lines.length || 1),
      customer_particles: share((text) => PARTICLE.test(text)),
      customer_short: share((text) => charactersOf(text).length <= SHORT),
      emotions: new Set(lines.map((line) => ('emotion' in line ? line.emotion : ''))).size,
      utterances: dialogue.length,
      satisfied: satisfied ? 1 : 0,
      solved: outcome === 'solved' ? 1 : 0,
      demand: demand === null ? 0 : 1,
      ...(Object.fromEntries(mix) as Record<StrategyCode, number>),
    };
  }

  /** @param permutations of the group labels for each metric; seeded */
  compare(seed: number, permutations = 499): GroupComparison {
    const names = [...this.#groups.keys()];
    const order = names.map((value, group) => ({ value, group })).sort((a, b) => a.value.localeCompare(b.value, 'zh'));
    const sizes = names.map((_, group) => this.#members.filter((member) => member === group).length);
    const rows = [...this.#values].map(([metric, values]): GroupRow => {
      const means = groupMeans(values, this.#members, sizes);
      return {
        metric,
        name:
          metric in METRICS
            ? METRICS[metric as keyof typeof METRICS]
            : `share of ${this.#framework.strategies[metric as StrategyCode].label}`,
        means: order.map(({ group }) => means[group] ?? 0),
        p: permutationTest(values, this.#members, sizes, { name: `${seed}/groups/${metric}`, permutations }),
      };
    });
    return { field: this.#field, groups: order.map(({ value, group }) => ({ value, dialogues: sizes[group] ?? 0 })), rows };
  }

  /**
   * Variance between personas over variance within them (one-way random effects, unequal group sizes): above 1, who speaks decides more than
   * which dialogue it is. Null where no persona speaks twice.
   */
  personaVarianceRatio(metric: Metric): number | null {
    const byPersona = new Map<string, number[]>();
    for (const [place, value] of (this.#values.get(metric) ?? []).entries()) {
      const persona = this.#personas[place] as string;
      byPersona.set(persona, [...(byPersona.get(persona) ?? []), value]);
    }
    return varianceRatio([...byPersona.values()]);
  }
}

/** σ²between / σ²within of groups of measurements. Null where no group has two members. */
export function varianceRatio(groups: readonly (readonly number[])[]): number | null {
  const all = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length < 2 || all === groups.length) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const grand = mean(groups.flat());
  const between = groups.reduce((sum, group) => sum + group.length * (mean(group) - grand) ** 2, 0) / (groups.length - 1);
  const within =
    groups.reduce((sum, group) => sum + group.reduce((part, value) => part + (value - mean(group)) ** 2, 0), 0) / (all - groups.length);
  const effectiveSize = (all - groups.reduce((sum, group) => sum + group.length ** 2, 0) / all) / (groups.length - 1);
  return within === 0 ? null : Math.max(0, (between - within) / effectiveSize) / within;
}

function groupMeans(values: readonly number[], members: readonly number[], sizes: readonly number[]): number[] {
  const sums = sizes.map(() => 0);
  for (const [place, value] of values.entries()) sums[members[place] as number] = (sums[members[place] as number] ?? 0) + value;
  return sums.map((sum, group) => sum / (sizes[group] || 1));
}

/** How far the groups lie apart: sum over groups of size × mean². The total is the same for every permutation, so this is the F ratio's order. */
function spread(values: readonly number[], members: readonly number[], sizes: readonly number[]): number {
  return groupMeans(values, members, sizes).reduce((sum, mean, group) => sum + (sizes[group] ?? 0) * mean ** 2, 0);
}

function permutationTest(
  values: readonly number[],
  members: readonly number[],
  sizes: readonly number[],
  { name, permutations }: { name: string; permutations: number },
): number {
  const stream = createStream(name);
  const observed = spread(values, members, sizes);
  const shuffled = [...members];
  let atLeast = 1;
  for (let round = 0; round < permutations; round++) {
    for (let place = shuffled.length - 1; place > 0; place--) {
      const other = stream.int(place + 1);
      [shuffled[place], shuffled[other]] = [shuffled[other] as number, shuffled[place] as number];
    }
    if (spread(values, shuffled, sizes) >= observed - Math.abs(observed) * 1e-12) atLeast++;
  }
  return atLeast / (permutations + 1);
}

function fieldOf(row: DialogueRecord, path: string): string {
  let value: unknown = row;
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RolecsError('field-unknown', `--by ${path}: rows have no such field with one value`, {
    hint: 'name a field of the row: persona.age_band, persona.patience, topic, scenario.id, outcome',
  });
}
