import { createStream, type RandomStream } from '../random/stream.js';

/**
 * What a permutation may do: labels change places within a block and nowhere else. NaN stands for a measurement that a unit does not give.
 */
export interface PermutationDesign {
  /** Group of each unit. */
  labels: readonly number[];
  /** Units of each block. */
  blocks: readonly (readonly number[])[];
  groups: number;
}

/**
 * Share of random labellings in which the groups lie at least as far apart as they do, by measure: the observed labelling counts as one of
 * them (Phipson and Smyth, 2010). Apart: sum over groups of size × mean², which orders labellings as the F ratio does.
 * @param values of the units by measure
 */
export function permutationTest(
  values: readonly (readonly number[])[],
  design: PermutationDesign,
  { name, permutations }: { name: string; permutations: number },
): number[] {
  const stream = createStream(name);
  const observed = values.map((one) => spread(one, design.labels, design.groups));
  const atLeast = values.map(() => 1);
  const labels = [...design.labels];
  for (let round = 0; round < permutations; round++) {
    for (const block of design.blocks) shuffleWithin(block, labels, stream);
    for (const [measure, one] of values.entries()) {
      const least = observed[measure] as number;
      if (spread(one, labels, design.groups) >= least - Math.abs(least) * 1e-12) atLeast[measure] = (atLeast[measure] as number) + 1;
    }
  }
  return atLeast.map((times) => times / (permutations + 1));
}

/** Differences below it are those of floating point. */
const TINY = 1e-9;

/** Share of the variance among units that lies between the groups (η²), 0 to 1; 0 where nothing varies. */
export function explainedVariance(values: readonly number[], labels: readonly number[], groups: number): number {
  const measured = values.filter((value) => !Number.isNaN(value));
  const grand = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  const centred = values.map((value) => (Math.abs(value - grand) < TINY ? 0 : value - grand));
  const total = centred.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value ** 2), 0);
  return total === 0 ? 0 : spread(centred, labels, groups) / total;
}

function shuffleWithin(block: readonly number[], labels: number[], stream: RandomStream): void {
  for (let place = block.length - 1; place > 0; place--) {
    const [here, there] = [block[place] as number, block[stream.int(place + 1)] as number];
    [labels[here], labels[there]] = [labels[there] as number, labels[here] as number];
  }
}

function spread(values: readonly number[], labels: readonly number[], groups: number): number {
  const sums = new Float64Array(groups);
  const sizes = new Uint32Array(groups);
  for (let unit = 0; unit < values.length; unit++) {
    const value = values[unit] as number;
    if (Number.isNaN(value)) continue;
    const group = labels[unit] as number;
    sums[group] = (sums[group] as number) + value;
    sizes[group] = (sizes[group] as number) + 1;
  }
  return sums.reduce((total, sum, group) => total + (sizes[group] ? sum ** 2 / (sizes[group] as number) : 0), 0);
}
