import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRunConfiguration } from '../testing/a-run-configuration.js';
import { differences, identityOf } from './run-identity.js';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rolecs-data-'));
  mkdirSync(join(dataDir, 'topics', '.cache'), { recursive: true });
  writeFileSync(join(dataDir, 'strategies.yaml'), 'a: 1\n');
  writeFileSync(join(dataDir, 'topics', 'other.yaml'), '');
  writeFileSync(join(dataDir, 'topics', 'README.md'), '');
  writeFileSync(join(dataDir, 'topics', '.cache', 'x.yaml'), '');
});
afterAll(() => rmSync(dataDir, { recursive: true }));

test('holds a hash of every resource, but of none that only people or tools read', () => {
  expect(identityOf(aRunConfiguration({ dataDir })).resources).toEqual({
    'strategies.yaml': '37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae',
    'topics/other.yaml': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  });
});

test('is the same for another endpoint', () => {
  const here = identityOf(aRunConfiguration({ dataDir, engine: 'llm', model: 'm', baseUrl: 'http://a' }));
  const there = identityOf(aRunConfiguration({ dataDir, engine: 'llm', model: 'm', baseUrl: 'http://b' }));
  expect(differences(here, there)).toEqual([]);
});

test('names what differs', () => {
  const before = identityOf(aRunConfiguration({ dataDir }));
  const sets = [{ field: 'age_band', value: '60plus', share: 0.4 }];
  const after = { ...identityOf(aRunConfiguration({ dataDir, seed: 43, personas: { file: null, sets } })), resources: { 'new.yaml': 'x' } };
  expect(differences(before, after)).toEqual([
    'seed 42 → 43',
    'set none → age_band.60plus=0.4',
    'data/new.yaml is new',
    'data/strategies.yaml is gone',
    'data/topics/other.yaml is gone',
  ]);
});
