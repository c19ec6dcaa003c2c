import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { readJsonLines } from '../testing/generate-process.js';
import { compiledCommand } from '../testing/run-process.js';

/** The real program over the real data. */
const PROGRAM = compiledCommand('generate');
const directory = mkdtempSync(join(tmpdir(), 'rolecs-personas-'));
afterAll(() => rmSync(directory, { recursive: true }));

function generate(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...args], { cwd: directory, env: {}, encoding: 'utf8' });
}
const personasOf = (out: string) => readJsonLines<DialogueRecord>(join(directory, out, 'dialogues.jsonl')).map(({ persona }) => persona);

describe('generate with personas of one’s own', () => {
  test('--set gives the share that it names, whatever the concurrency', () => {
    const options = ['--count', '200', '--set', 'age_band.60plus=0.4', '--set', 'risk_appetite.C5=0.1', '--gates', 'contract'];
    const runs = ['1', '2'].map((concurrency) => generate(...options, '--concurrency', concurrency, '--out', `set-${concurrency}`));
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    const personas = personasOf('set-1');
    expect(Math.abs(personas.filter(({ age_band }) => age_band === '60plus').length - 80)).toBeLessThanOrEqual(1);
    expect(Math.abs(personas.filter(({ risk_appetite }) => risk_appetite === 'C5').length - 20)).toBeLessThanOrEqual(1);
    expect(personasOf('set-2')).toEqual(personas);
  });

  test('--personas lays a file over the default distribution', () => {
    writeFileSync(join(directory, 'graduates.yaml'), 'fields: { patience: { weights: { 低: 0, 较低: 0 } } }\n');
    expect(generate('--count', '60', '--personas', 'graduates.yaml', '--out', 'file').status).toBe(0);
    expect([...new Set(personasOf('file').map(({ patience }) => patience))].sort()).toEqual(['中等', '较高', '高'].sort());
  });

  test.each([
    [
      'an unknown field',
      ['--set', 'colour.red=0.4'],
      /^error: --set colour\.red=0\.4: there is no field "colour"\n {2}fields with shares: age_band, .*\n$/,
    ],
    [
      'an unknown value',
      ['--set', 'age_band.70plus=0.4'],
      /age_band has no value "70plus"\n {2}its values: 18-29, 30-39, 40-49, 50-59, 60plus\n$/,
    ],
    ['a field without shares', ['--set', 'age.41=0.4'], /age is a number \(ranges\), no table/],
    [
      'a share out of reach',
      ['--set', 'occupation_group.退休=0.9'],
      /a share of 90 % cannot be reached: the tables allow .* to .* %\n {2}ask for a share within/,
    ],
    [
      'two that exclude each other',
      ['--set', 'age_band.60plus=1', '--set', 'children.上学=0.3'],
      /children\.上学=0\.3: .* allow 0 % to 0 % beside/,
    ],
    ['a broken file', ['--personas', 'tab.yaml'], /^error: .*tab\.yaml:2:1: not valid YAML/],
    [
      'a file that does not fit',
      ['--personas', 'typo.yaml'],
      /^error: .*typo\.yaml:1: fields\.marital\.weights\.离昏: marital has no value "离昏"\n {2}its values: 未婚/,
    ],
    ['a file that is not there', ['--personas', 'none.yaml'], /^error: cannot read the persona distribution .*none\.yaml/],
  ])('%s: exit 2, nothing written', (_, options, message) => {
    writeFileSync(join(directory, 'tab.yaml'), 'fields:\n\tmarital: 1\n');
    writeFileSync(join(directory, 'typo.yaml'), 'fields: { marital: { weights: { 离昏: 2 } } }\n');
    const before = readdirSync(directory);
    const { status, stdout, stderr } = generate('--count', '20', ...options, '--out', 'new/folder');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(existsSync(join(directory, 'new'))).toBe(false);
    expect(readdirSync(directory)).toEqual(before);
  });
});
