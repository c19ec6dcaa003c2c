import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DATA_DIR } from '../config/project.js';
import { RolecsError } from '../domain/errors.js';
import { parseYaml, readYaml } from './read-yaml.js';

const Settings = z.strictObject({
  name: z.string(),
  weights: z.record(z.string(), z.number().positive()),
  lines: z.array(z.strictObject({ say: z.string(), if: z.string().optional() })).min(1),
});

const SOUND = ['name: 甲', 'weights:', '  a: 1', '  b: 2.5', 'lines:', '  - say: 你好', '  - { say: 再见, if: hot }', ''].join('\n');
const changed = (from: string, to: string) => SOUND.replace(from, to);

/** Code and message of what reading this text comes to. */
function faultOf(source: string): { code: string; message: string; hinted: boolean } {
  try {
    parseYaml(source, Settings, 'data/settings.yaml');
  } catch (error) {
    if (!(error instanceof RolecsError)) throw error;
    return { code: error.code, message: error.message, hinted: error.hint !== undefined };
  }
  throw new Error('nothing was wrong');
}

describe('a sound file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rolecs-yaml-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read and parsed', () => {
    const path = join(folder, 'settings.yaml');
    writeFileSync(path, SOUND);
    expect(readYaml(path, Settings, 'data/settings.yaml')).toEqual({
      name: '甲',
      weights: { a: 1, b: 2.5 },
      lines: [{ say: '你好' }, { say: '再见', if: 'hot' }],
    });
  });

  it('that is missing, or a folder, is named as it is shown', () => {
    for (const path of [join(folder, 'none.yaml'), folder]) {
      expect(() => readYaml(path, Settings, 'data/settings.yaml')).toThrow(
        expect.objectContaining({
          code: 'resource-unreadable',
          message: expect.stringMatching(/^cannot read data\/settings\.yaml: (ENOENT|EISDIR)/),
        }) as RolecsError,
      );
    }
  });
});

describe('what is not YAML', () => {
  it.each([
    ['a tab', changed('  a: 1', '\ta: 1'), 'data/settings.yaml:3:'],
    ['a quote that is not closed', changed('甲', '"甲'), 'data/settings.yaml:'],
    ['a key twice', changed('  b: 2.5', '  a: 2'), 'data/settings.yaml:4:'],
    ['broken indentation', changed('  b: 2.5', ' b: 2.5'), 'data/settings.yaml:4:'],
    ['an alias of nothing', changed('甲', '*name'), 'data/settings.yaml:1:'],
    ['two documents', `${SOUND}---\nname: 乙\n`, 'data/settings.yaml:'],
  ])('is told with file, line and column: %s', (_name, source, place) => {
    const { code, message, hinted } = faultOf(source);
    expect({ code, hinted }).toEqual({ code: 'resource-not-yaml', hinted: true });
    expect(message.slice(0, place.length)).toBe(place);
    expect(message).toMatch(/^data\/settings\.yaml:\d+:\d+: not valid YAML: /);
  });
});

describe('what does not fit the schema', () => {
  it.each([
    [
      'a wrong type',
      changed('b: 2.5', 'b: many'),
      'data/settings.yaml:4: weights.b: Invalid input: expected number, received string, found "many"',
    ],
    ['a weight below zero', changed('b: 2.5', 'b: -2'), 'data/settings.yaml:4: weights.b: Too small: expected number to be >0, found -2'],
    ['an unknown key', changed('if: hot', 'iff: hot'), 'data/settings.yaml:7: lines.1.iff: Unrecognized key: "iff", found "hot"'],
    ['an unknown key at the top', `${SOUND}colour: red\n`, 'data/settings.yaml:8: colour: Unrecognized key: "colour", found "red"'],
    [
      'a missing key',
      changed('  - say: 你好\n', '  - if: hot\n'),
      'data/settings.yaml:6: lines.0.say: Invalid input: expected string, received undefined',
    ],
    [
      'an empty list',
      changed('  - say: 你好\n  - { say: 再见, if: hot }', '  []'),
      'data/settings.yaml:6: lines: Too small: expected array to have >=1 items, found []',
    ],
    ['an empty file', '', 'data/settings.yaml:1: the file: Invalid input: expected object, received null, found null'],
    ['a list instead of a map', '- a\n', 'data/settings.yaml:1: the file: Invalid input: expected object, received array, found ["a"]'],
    [
      'several at once',
      changed('b: 2.5', 'b: many').replace('甲', '[]'),
      'data/settings.yaml:1: name: Invalid input: expected string, received array, found [] (and 1 more)',
    ],
    [
      'a long value',
      changed('b: 2.5', `b: ${'很'.repeat(80)}`),
      `data/settings.yaml:4: weights.b: Invalid input: expected number, received string, found "${'很'.repeat(56)}…`,
    ],
  ])('is told with file, line, key and value: %s', (_name, source, message) => {
    expect(faultOf(source)).toEqual({ code: 'resource-invalid', message, hinted: true });
  });
});

it('the quick parser reads every authored file as the one that names places does', () => {
  const files = readdirSync(DATA_DIR, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(20);
  for (const name of files) {
    const source = readFileSync(join(DATA_DIR, name), 'utf8');
    expect(load(source), name).toEqual(parse(source));
  }
});
