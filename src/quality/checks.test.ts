import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, framework } from '../testing/build-record.js';
import { allChecks } from './checks.js';
import { createGate } from './gate.js';
import { QualityRules } from './quality-rules.js';

const rules = readYaml(join(DATA_DIR, 'quality.yaml'), QualityRules, 'data/quality.yaml');

it('a sound dialogue passes every check under the rules as they are', () => {
  const { verdicts, rejection } = createGate(allChecks(framework, rules), 'full')(buildRecord());
  expect(rejection).toBeNull();
  expect(new Set(Object.values(verdicts))).toEqual(new Set(['pass']));
});

it('every check has a name of its own, and those of the contract come first', () => {
  const checks = allChecks(framework, rules);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  const firstBeyond = checks.findIndex(({ contract }) => !contract);
  expect(checks.slice(firstBeyond).some(({ contract }) => contract)).toBe(false);
});
