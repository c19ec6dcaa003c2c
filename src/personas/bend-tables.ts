import { createStream } from '../random/stream.js';
import type { Facts } from './condition.js';
import { readBy, withDependencies } from './dependencies.js';
import type { Field, MarginalTarget, PersonaDistribution } from './distribution.js';
import { type Choice, drawField, isChoice, weigh } from './draw-field.js';
import { Refusals, refused, resolveTargets } from './marginal-target.js';
import { quotaSlots } from './quota.js';
import { type Offer, type Solution, solveFactors } from './solve-factors.js';

/** Personas that stand for the population. What the sample is off by, the pool makes good. */
const SAMPLE_SIZE = 2000;
const SAMPLE_NAME = 'personas/bend-tables';

/** Somebody, as far as drawn; `share` of the population is like that. */
interface Kind {
  facts: Facts;
  share: number;
}

/**
 * Bends the tables of a distribution so that these shares come out.
 * @throws RolecsError `set-invalid`: tells every share that cannot be, with what is known or the reachable range
 */
export function setShares(distribution: PersonaDistribution, sets: readonly MarginalTarget[]): PersonaDistribution {
  if (sets.length === 0) return distribution;
  const refusals = new Refusals();
  const targets = resolveTargets(sets, distribution.fields, refusals);
  const bent = bendTables(distribution, targets, refusals);
  refusals.throwAny();
  return bent;
}

/**
 * The weight of a targeted value is multiplied by one factor wherever it stands, so other values keep their ratios. Fields are taken in the
 * order in which they are drawn: nothing that comes later moves a share that has been met. Constraints (`never`) are left out of account;
 * the pool makes that good.
 */
function bendTables(distribution: PersonaDistribution, targets: readonly MarginalTarget[], refusals: Refusals): PersonaDistribution {
  const { quota } = distribution.pool;
  const fields = new Map(distribution.fields);
  const bent = { ...distribution, fields, targets, unbent: distribution.fields };

  let population: Kind[] = [{ facts: {}, share: 1 }];
  for (const name of quota) {
    refusals.attempt(() => bendField(name, fields, population, targets));
    population = population.flatMap((kind) => split(name, fields.get(name) as Choice, kind));
  }
  const later = targets.map(({ field }) => field).filter((field) => !quota.includes(field));
  const needed = withDependencies(later, fields);
  const last = [...fields.keys()].findLast((name) => later.includes(name));
  if (last === undefined) return bent;
  population = quotaSlots(bent, SAMPLE_SIZE, 0).map((facts) => ({ facts: { ...facts }, share: 1 / SAMPLE_SIZE }));
  const streams = population.map((_, i) => createStream(`${SAMPLE_NAME}/${i}`));
  for (const name of fields.keys()) {
    if (!needed.has(name) || quota.includes(name)) continue;
    refusals.attempt(() => bendField(name, fields, population, targets));
    if (name === last) break;
    const field = fields.get(name) as Field;
    for (const [i, { facts }] of population.entries())
      Object.assign(facts, drawField(name, field, facts, (streams[i] as (typeof streams)[number]).fork(name)));
  }
  return bent;
}

/** Everybody of a kind, by what they are in one more field. */
function split(name: string, field: Choice, { facts, share }: Kind): Kind[] {
  const offered = weigh(name, field, facts);
  const total = offered.reduce((sum, { weight }) => sum + weight, 0);
  return offered.map(({ value, weight, attributes }) => ({
    facts: { ...facts, [name]: value, ...attributes },
    share: (share * weight) / total,
  }));
}

function bendField(name: string, fields: Map<string, Field>, population: readonly Kind[], all: readonly MarginalTarget[]): void {
  const targets = all.filter(({ field }) => field === name);
  const field = fields.get(name);
  if (targets.length === 0 || !isChoice(field)) return;
  const offers = merge(population.map(({ facts, share }) => offerOf(weigh(name, field, facts), targets, share)));
  const solution = solveFactors(
    offers,
    targets.map(({ share }) => share),
  );
  if (solution.kind === 'out-of-reach') {
    throw outOfReach(targets[solution.target] as MarginalTarget, solution, { besides: all.length > 1, reads: readBy(field, fields) });
  }
  const times = Object.fromEntries(targets.map(({ value }, i) => [value, solution.factors[i] as number]));
  fields.set(name, { ...field, adjust: [...field.adjust, { when: {}, times }] });
}

function offerOf(offered: ReturnType<typeof weigh>, targets: readonly MarginalTarget[], share: number): Offer {
  const weights = targets.map(() => 0);
  let rest = 0;
  for (const { value, weight } of offered) {
    const target = targets.findIndex((one) => one.value === value);
    if (target < 0) rest += weight;
    else weights[target] = (weights[target] as number) + weight;
  }
  return { share, weights, rest };
}

/** Parts of the population that are offered the same count as one. */
function merge(offers: readonly Offer[]): Offer[] {
  const merged = new Map<string, Offer>();
  for (const offer of offers) {
    const key = `${offer.weights.join(' ')} ${offer.rest}`;
    merged.set(key, { ...offer, share: offer.share + (merged.get(key)?.share ?? 0) });
  }
  return [...merged.values()];
}

function outOfReach(
  set: MarginalTarget,
  { low, high }: Extract<Solution, { kind: 'out-of-reach' }>,
  { besides, reads }: { besides: boolean; reads: readonly string[] },
): Error {
  const beside = besides ? ' beside the other shares that are set' : '';
  const on = reads.length === 0 ? '' : ` (${set.field} depends on ${reads.join(', ')})`;
  return refused(
    set,
    `a share of ${percent(set.share)} cannot be reached: the tables allow ${percent(low)} to ${percent(high)}${beside}`,
    `ask for a share within that range, or change the tables with --personas${on}`,
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
