import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATA_DIR } from '../../config/project.js';
import { AGENT_ROLES, fingerprintOf, LLM_ROLES, loadLlmSettings } from './llm-settings.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-settings-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const load = (yaml: string) => {
  const file = join(directory, 'mine.yaml');
  writeFileSync(file, yaml);
  return loadLlmSettings(DATA_DIR, file);
};
const own = loadLlmSettings(DATA_DIR, null);

describe('a file of the user’s', () => {
  it('changes what it names and nothing else', () => {
    const settings = load(`
roles: { customer: { model: big, topP: 0.9, extraBody: { thinking: { type: disabled } } } }
prices: { big: { currency: CNY, input: 2, cachedInput: 0.5, output: 8, source: invoice, date: 2026-11-01 } }
`);
    const { customer } = own.roles;
    expect(settings).toEqual({
      ...own,
      roles: { ...own.roles, customer: { ...customer, model: 'big', topP: 0.9, extraBody: { thinking: { type: 'disabled' } } } },
      prices: { ...own.prices, big: { currency: 'CNY', input: 2, cachedInput: 0.5, output: 8, source: 'invoice', date: '2026-11-01' } },
    });
  });

  it('may take a parameter away, and may be empty', () => {
    expect(load('roles: { judge: { temperature: null } }').roles.judge.temperature).toBeNull();
    expect(load('# nothing')).toEqual(own);
  });

  it.each([
    ['roles: { customer: { tempreature: 1 } }', 'roles.customer.tempreature'],
    ['roles: { customer: { temperature: 9 } }', 'roles.customer.temperature'],
    ['roles: { clerk: { maxTokens: 9 } }', 'roles.clerk'],
    ['judge: { passMark: 6 }', 'judge.passMark'],
    ['prices: { m: { input: 1 } }', 'prices.m.currency'],
    ['prices: { m: { currency: dollars, input: 1, cachedInput: 1, output: 1, source: s, date: 2026-11-01 } }', 'prices.m.currency'],
  ])('%s is refused naming file and key', (yaml, key) => {
    expect(() => load(yaml)).toThrow(
      expect.objectContaining({ code: 'llm-config-invalid', message: expect.stringContaining(`mine.yaml: ${key}:`) }),
    );
  });

  it('that is no YAML, or is not there, is refused', () => {
    expect(() => load('roles: [')).toThrow(expect.objectContaining({ code: 'resource-not-yaml' }));
    expect(() => loadLlmSettings(DATA_DIR, join(directory, 'none.yaml'))).toThrow(
      expect.objectContaining({ code: 'llm-config-unreadable' }),
    );
  });
});

it.each(['providers.md', 'providers.zh.md'])('the settings shown in docs/%s are good', (name) => {
  const text = readFileSync(join(DATA_DIR, '../docs', name), 'utf8');
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml as string);
  expect(blocks.length).toBeGreaterThan(4);
  for (const yaml of blocks) expect(load(yaml)).not.toEqual(own);
});

describe('the fingerprint', () => {
  it('changes with what shapes the answers of the roles that are asked', () => {
    const prints = [
      fingerprintOf(own, AGENT_ROLES),
      fingerprintOf(own, LLM_ROLES),
      fingerprintOf(load('roles: { customer: { temperature: 0.1 } }'), AGENT_ROLES),
      fingerprintOf(load('all: { extraBody: { enable_thinking: false } }'), AGENT_ROLES),
      fingerprintOf(load('judge: { passMark: 4 }'), LLM_ROLES),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('stays with prices, headers, time-outs, and what only an idle judge would heed', () => {
    const same = [
      'prices: {}',
      'timeoutSeconds: 5',
      'all: { headers: { x: y } }',
      'roles: { planner: { headers: { x: y } }, judge: { temperature: 1 } }',
    ];
    for (const yaml of same) expect(fingerprintOf(load(yaml), AGENT_ROLES)).toBe(fingerprintOf(own, AGENT_ROLES));
  });
});

it('every price that comes with the program has a source and costs less cached than fresh', () => {
  const prices = Object.values(own.prices);
  expect(prices.length).toBeGreaterThan(0);
  for (const { source, input, cachedInput, output } of prices) {
    expect(source).toMatch(/^https:/);
    expect(cachedInput).toBeLessThanOrEqual(input);
    expect(output).toBeGreaterThanOrEqual(input);
  }
});
