import { type DialogueRecord, speakerOf } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { createMeasures, type Measure, type MeasureResources } from './group-measures.js';
import { explainedVariance, type PermutationDesign, permutationTest } from './permutation-test.js';
import { type FieldValue, fieldOf, groupValues } from './row-field.js';
import { varianceRatio } from './variance-ratio.js';

export interface GroupRow extends Omit<Measure, 'of'> {
  /** Mean over the dialogues of each group, in the order of the groups; null where none of them gives the occasion. */
  means: (number | null)[];
  /** Share of the variance among the units of the test that lies between groups (η²). */
  explained: number;
  /** Permutation test; null where there is one group only. */
  p: number | null;
}

export interface GroupComparison {
  field: string;
  groups: { value: string; dialogues: number }[];
  /**
   * What the test permutes. `personas`: the field belongs to the persona, so whole personas change groups, each with the mean of its
   * dialogues. `dialogues`: the field differs between the dialogues of a persona, so labels change places among those.
   */
  unit: 'personas' | 'dialogues';
  personas: number;
  permutations: number;
  rows: GroupRow[];
}

/** Compares dialogues by a field of the row. Memory: a number for each dialogue and measure. */
export class GroupFigures {
  readonly #field: string;
  readonly #measures: Measure[];
  /** By measure, then dialogue; NaN where a dialogue gives no occasion. */
  readonly #values: number[][];
  readonly #fieldValues: FieldValue[] = [];
  /** Dialogues of each persona. */
  readonly #personas = new Map<string, number[]>();

  constructor(field: string, resources: MeasureResources) {
    this.#field = field;
    this.#measures = createMeasures(resources);
    this.#values = this.#measures.map(() => []);
  }

  /** @throws RolecsError `field-unknown` when the row has no such field, or one that is no word or number */
  add(row: DialogueRecord): void {
    const dialogue = this.#fieldValues.length;
    this.#fieldValues.push(fieldOf(row, this.#field));
    const speaker = speakerOf(row);
    const known = this.#personas.get(speaker);
    if (known) known.push(dialogue);
    else this.#personas.set(speaker, [dialogue]);
    for (const [place, { of }] of this.#measures.entries()) this.#values[place]?.push(of(row) ?? Number.NaN);
  }

  /**
   * @param permutations of the labels; seeded, the same ones for all measures
   * @throws RolecsError `dataset-empty`, `field-too-fine`
   */
  compare(seed: number, permutations = 999): GroupComparison {
    if (this.#fieldValues.length === 0) {
      throw new RolecsError('dataset-empty', `--by ${this.#field}: there is no dialogue to compare`, {
        hint: 'name a dataset with rows in it',
      });
    }
    const { labels: names, groups } = groupValues(this.#fieldValues, this.#field);
    const labels = names.map((name) => groups.indexOf(name));
    const { unit, design, values } = this.#designOf(labels, groups.length);
    const p = groups.length < 2 ? null : permutationTest(values, design, { name: `${seed}/groups`, permutations });
    return {
      field: this.#field,
      groups: groups.map((value, group) => ({ value, dialogues: labels.filter((label) => label === group).length })),
      unit,
      personas: this.#personas.size,
      permutations,
      rows: this.#measures.map(({ id, name, unit: of }, place) => ({
        id,
        name,
        unit: of,
        means: groups.map((_, group) => meanOf((this.#values[place] ?? []).filter((__, dialogue) => labels[dialogue] === group))),
        explained: explainedVariance(values[place] ?? [], design.labels, groups.length),
        p: p?.[place] ?? null,
      })),
    };
  }

  /**
   * Variance between personas over variance within them.
   * @param id of a measure
   */
  personaVarianceRatio(id: 'customer_characters' | 'customer_particles'): number | null {
    const values = this.#values[this.#measures.findIndex((measure) => measure.id === id)] ?? [];
    const measured = [...this.#personas.values()].map((dialogues) =>
      dialogues.map((dialogue) => values[dialogue] as number).filter((value) => !Number.isNaN(value)),
    );
    return varianceRatio(measured.filter((group) => group.length > 0));
  }

  /** Dialogues of one persona are no independent draws: what is exchangeable under "the field makes no difference" follows from that. */
  #designOf(labels: readonly number[], groups: number): { unit: GroupComparison['unit']; design: PermutationDesign; values: number[][] } {
    const clusters = [...this.#personas.values()];
    const belongsToPersona = clusters.every((dialogues) =>
      dialogues.every((dialogue) => labels[dialogue] === labels[dialogues[0] as number]),
    );
    if (belongsToPersona) {
      const ofPersonas = this.#values.map((values) =>
        clusters.map((dialogues) => meanOf(dialogues.map((dialogue) => values[dialogue] as number)) ?? Number.NaN),
      );
      const design = { labels: clusters.map(([first]) => labels[first as number] as number), blocks: [[...clusters.keys()]], groups };
      return { unit: 'personas', design, values: ofPersonas };
    }
    // Personas with a single dialogue have nothing to change places with but each other.
    const blocks = [...clusters.filter(({ length }) => length > 1), clusters.filter(({ length }) => length === 1).flat()];
    return { unit: 'dialogues', design: { labels, blocks, groups }, values: this.#values };
  }
}

function meanOf(values: readonly number[]): number | null {
  const measured = values.filter((value) => !Number.isNaN(value));
  return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
}
