import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = import.meta.dirname;

/** Which folders a folder may import, besides its own. Imports run one way. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  config: ['domain'],
  random: ['domain'],
  text: ['domain', 'random'],
  resources: ['domain'],
  language: ['domain', 'random', 'text'],
  topics: ['domain', 'random', 'language', 'resources'],
  personas: ['domain', 'random', 'text', 'resources'],
  sampling: ['domain', 'random', 'language', 'topics'],
  engine: ['domain', 'random', 'language', 'resources', 'topics'],
  agents: ['domain', 'random', 'engine'],
  quality: ['domain', 'random', 'text', 'language'],
  analysis: ['domain', 'random', 'text', 'resources'],
  export: ['domain', 'random', 'resources', 'parquet', 'hub'],
  parquet: ['domain'],
  hub: ['domain', 'resources', 'analysis', 'parquet'],
  report: ['domain', 'resources', 'personas', 'analysis'],
  verification: ['domain', 'language', 'resources', 'quality'],
  graph: ['domain', 'random', 'topics', 'sampling', 'engine', 'agents', 'quality'],
  pipeline: ['domain', 'config', 'random', 'text', 'resources', 'topics', 'personas', 'sampling', 'engine', 'graph', 'quality'],
  bench: ['domain', 'random', 'engine', 'export', 'graph', 'quality', 'pipeline', 'parquet', 'refresh'],
  preview: ['personas'],
  refresh: ['domain', 'config', 'text', 'resources', 'personas', 'quality', 'analysis', 'verification', 'pipeline'],
  cli: [
    'analysis',
    'bench',
    'domain',
    'config',
    'random',
    'text',
    'resources',
    'topics',
    'personas',
    'sampling',
    'engine',
    'export',
    'graph',
    'quality',
    'report',
    'pipeline',
    'parquet',
    'hub',
    'verification',
    'preview',
    'refresh',
  ],
};

/** Doubles and builders may use anything; nothing but tests may use them. */
const allowedFor = (folder: string) => (folder === 'testing' ? Object.keys(ALLOWED) : ALLOWED[folder]);

interface SourceFile {
  path: string;
  folder: string;
  text: string;
  imports: string[];
}

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const imports = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from '([^']+)'|import\('([^']+)'\)/g)].map(
      ([, fixed, dynamic]) => (fixed ?? dynamic) as string,
    );
    return { path, folder: path.split('/')[0] as string, text, imports };
  });

const targetOf = (file: SourceFile, specifier: string) =>
  specifier.startsWith('.') ? relative(SRC, resolve(SRC, dirname(file.path), specifier)).replace(/\.js$/, '.ts') : null;

describe('architecture', () => {
  it('knows every folder', () => {
    expect([...new Set(files.map(({ folder }) => folder))].filter((folder) => folder !== 'testing' && !(folder in ALLOWED))).toEqual([]);
  });

  it('imports run one way', () => {
    const breaches = files.flatMap((file) =>
      file.imports.flatMap((specifier) => {
        const target = targetOf(file, specifier)?.split('/')[0];
        return target === undefined || target === file.folder || allowedFor(file.folder)?.includes(target)
          ? []
          : [`${file.path} imports ${specifier}`];
      }),
    );
    expect(breaches).toEqual([]);
  });

  it('has no cycle', () => {
    const graph = new Map(
      files.map((file) => [file.path, file.imports.map((specifier) => targetOf(file, specifier)).filter((path) => path !== null)]),
    );
    const state = new Map<string, 'open' | 'closed'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'closed') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      state.set(path, 'closed');
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it.each([
    ['@langchain/langgraph', /from '@langchain\/langgraph/, ['graph']],
    ['process.env', /process\.env/, ['config', 'testing']],
    ['Math.random', /Math\.random\(/, []],
    ['the clock', /Date\.now\(|new Date\(\)|performance\.now\(/, ['cli', 'bench', 'testing']],
  ])('%s is used only where it belongs', (_name, pattern, allowed) => {
    const users = files.filter(({ text, folder }) => pattern.test(text) && !(allowed as readonly string[]).includes(folder));
    expect(users.map(({ path }) => path)).toEqual([]);
  });
});
