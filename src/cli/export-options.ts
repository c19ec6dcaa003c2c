import type { RolecsError } from '../domain/errors.js';
import type { ExportFormat } from '../export/format.js';
import { FORMATS } from '../export/formats.js';
import type { StrategyStyle, View } from '../export/options.js';
import type { SplitShares, SplitUnit } from '../export/splits.js';
import { badOption } from './option-values.js';

/** What commander hands over about the rows. */
export interface SampleFlags {
  split: SplitShares;
  view: View;
  strategy?: StrategyStyle;
  system?: string;
  maxContext?: number;
  mask?: string;
}

/** All that commander hands over. */
export interface ExportFlags extends SampleFlags {
  from: string;
  format: ExportFormat[];
  out: string;
  force?: true;
  splitBy: SplitUnit;
  balance?: 'strategy';
  rowsPerShard: number;
  title: string;
  licence: string;
  push?: string;
}

/** `openai,csv` → formats in canonical order, each once. */
export function formatsOption(text: string): ExportFormat[] {
  const wanted = text.split(',').map((part) => part.trim());
  const unknown = wanted.find((name) => !FORMATS.some((format) => format.name === name));
  const known = FORMATS.map(({ name }) => name).join(', ');
  if (unknown !== undefined) throw badOption('--format', text, `there is no format "${unknown}"`, `known: ${known}`);
  return FORMATS.filter(({ name }) => wanted.includes(name));
}

/** `train=0.9,dev=0.05,test=0.05` → shares by name, in this order. Names are those that the Hub allows for splits. */
export function splitOption(text: string): SplitShares {
  const shares: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name, share] = /^\s*([a-z][a-z0-9_]*)=(\d*\.?\d+)\s*$/.exec(part) ?? [];
    if (name === undefined || !(Number(share) > 0))
      throw badSplit(text, `"${part}" is not name=share with a name in a-z, 0-9, _ and a share above 0`);
    if (name in shares) throw badSplit(text, `${name} stands there twice`);
    shares[name] = Number(share);
  }
  const sum = Object.values(shares).reduce((left, right) => left + right, 0);
  if (Math.abs(sum - 1) > 1e-6) throw badSplit(text, `the shares sum to ${Number(sum.toFixed(6))}, not to 1`);
  return shares;
}

function badSplit(text: string, problem: string): RolecsError {
  return badOption('--split', text, problem, 'as in --split train=0.9,dev=0.05,test=0.05');
}
