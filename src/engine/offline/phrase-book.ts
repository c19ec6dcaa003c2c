import { join } from 'node:path';
import { z } from 'zod';
import { RolecsError } from '../../domain/errors.js';
import { parseCondition } from '../../language/condition.js';
import { compilePool, LineSource, type Pool } from '../../language/line.js';
import { readYaml } from '../../resources/read-yaml.js';
import type { CustomerTangent } from '../../topics/scenario.js';
import { TangentSource } from '../../topics/scenario-file.js';

const PoolFile = z.record(z.string(), z.array(LineSource).min(1));
const TangentFile = z.strictObject({
  tangents: z.array(TangentSource.extend({ id: z.string() })),
});

/** A digression that can happen to anybody, with how it is brought back to the matter. */
export interface Tangent extends CustomerTangent {
  return: Pool;
}

const Rows = z.array(z.array(z.string()).min(2));
const Pattern = z.string().transform((source, issues) => {
  try {
    return new RegExp(source);
  } catch (cause) {
    issues.addIssue({ code: 'custom', message: (cause as Error).message });
    return z.NEVER;
  }
});
const Particles = z.strictObject({
  never: Pattern,
  rules: z.array(z.strictObject({ asking: z.boolean().default(false), after: Pattern, add: z.array(z.string()).min(1) })).min(1),
});
/** Which particles may follow which clause; the first rule that fits decides. */
export type ParticleRules = z.infer<typeof Particles>;
const SpeechFile = z.strictObject({
  customer: z.strictObject({
    hesitations: Rows,
    agreements: Rows,
    shortestVaried: z.int().positive(),
    particles: Particles,
    badNews: Pattern,
    calming: Pattern,
  }),
  formulas: Pattern.transform((pattern) => new RegExp(pattern, 'g')),
  restating: z.strictObject({ starts: Rows, ends: Rows }),
});
/** Beginnings and endings of a line that may stand for each other, a row each. */
export type Speech = z.infer<typeof SpeechFile>;
export type SpeechRows = readonly (readonly string[])[];

/** The shared pools of speech, for things that belong to no single scenario. */
export interface PhraseBook {
  supporter: (pool: string) => Pool;
  customer: (pool: string) => Pool;
  directions: (intent: string) => Pool;
  tangents: readonly Tangent[];
  speech: Speech;
}

/** @throws RolecsError when a file is broken; asking for a pool that does not exist is an error of the program */
export function loadPhraseBook(dataDir: string): PhraseBook {
  const poolsOf = (name: string, shownPath = `data/phrases/${name}.yaml`) => {
    const sources = readYaml(join(dataDir, shownPath.replace(/^data\//, '')), PoolFile, shownPath);
    const pools = new Map(Object.entries(sources).map(([id, lines]) => [id, compileAt(shownPath, id, lines)]));
    return (id: string): Pool => {
      const pool = pools.get(id);
      if (!pool)
        throw new RolecsError('phrase-pool-missing', `${shownPath}: there is no pool "${id}"`, { hint: 'restore it; the engine needs it' });
      return pool;
    };
  };
  const { tangents } = readYaml(join(dataDir, 'phrases/tangents.yaml'), TangentFile, 'data/phrases/tangents.yaml');
  return {
    supporter: poolsOf('supporter'),
    customer: poolsOf('customer'),
    directions: poolsOf('directions', 'data/directions.yaml'),
    speech: readYaml(join(dataDir, 'phrases/speech.yaml'), SpeechFile, 'data/phrases/speech.yaml'),
    tangents: tangents.map(({ if: when, id, label, ...lines }) => ({
      id,
      label,
      condition: when === undefined ? null : parseCondition(when),
      voice: compileAt('data/phrases/tangents.yaml', `tangents/${id}/voice`, lines.voice),
      return: compileAt('data/phrases/tangents.yaml', `tangents/${id}/return`, lines.return),
      reply: compileAt('data/phrases/tangents.yaml', `tangents/${id}/reply`, lines.reply),
    })),
  };
}

function compileAt(shownPath: string, id: string, lines: readonly LineSource[]): Pool {
  try {
    return compilePool(id, lines);
  } catch (cause) {
    throw new RolecsError('phrase-invalid', `${shownPath}: ${id}: ${(cause as Error).message}`, { cause, hint: 'see docs/authoring.md' });
  }
}
