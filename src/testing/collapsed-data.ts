import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** Lists that are no choice between wordings. */
const KEPT = new Set(['policy', 'knows', 'unknown', 'records', 'spine', 'asks', 'of', 'start']);
const FILES = /^(topics\/.+|phrases\/(customer|supporter|tangents))\.yaml$/;

/** A copy of the resources in which there is one wording where there were many: what a grammar file edited badly looks like. */
export function collapseGrammar(dataDir: string, target: string): void {
  cpSync(dataDir, target, { recursive: true });
  for (const path of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
    if (!FILES.test(path)) continue;
    const file = join(target, path);
    writeFileSync(file, stringify(collapse(parse(readFileSync(file, 'utf8')), path.split('/')[0] === 'phrases')));
  }
}

function collapse(value: unknown, isLines = false): unknown {
  if (Array.isArray(value)) return isLines && value.every(isLine) ? firstOfEachKind(value) : value.map((item) => collapse(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, KEPT.has(key) ? part : collapse(part, true)]));
}

type Line = string | { say: string };

function isLine(item: unknown): item is Line {
  return typeof item === 'string' || (typeof item === 'object' && item !== null && 'say' in item && typeof item.say === 'string');
}

/** The first line of those that differ in their words alone, with the first of its alternatives; no list holds the same words twice. */
function firstOfEachKind(lines: readonly Line[]): Line[] {
  const kinds = new Map<string, Line>();
  const said = new Set<string>();
  for (const line of lines) {
    const kind = typeof line === 'string' ? '' : JSON.stringify({ ...line, say: '' });
    const say = (typeof line === 'string' ? line : line.say).replaceAll(/<([^<>|]*)\|[^<>]*>/g, '$1');
    if (kinds.has(kind) || said.has(say)) continue;
    said.add(say);
    kinds.set(kind, typeof line === 'string' ? say : { ...line, say });
  }
  return [...kinds.values()];
}
