import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STRATEGY_CODES } from '../domain/strategy.js';
import { buildRecord } from '../testing/build-record.js';
import { runCompiled } from '../testing/run-process.js';

/** `npm run stats -- --by` as a process, over a few dialogues. */
const directory = mkdtempSync(join(tmpdir(), 'rolecs-stats-'));

beforeAll(() => {
  const rows = Array.from({ length: 14 }, (_, place) => {
    const { persona, scenario, ...record } = buildRecord({ outcome: place % 3 === 0 ? 'solved' : 'partly' });
    const id = `p-${String(place).padStart(4, '0')}`;
    return {
      ...record,
      persona: { ...persona, id, gender: place % 2 === 0 ? '男' : '女' },
      scenario: { ...scenario, id: `scenario-${place % 7}` },
    };
  });
  writeFileSync(join(directory, 'dialogues.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => rmSync(directory, { recursive: true }));

const stats = (...args: string[]) => runCompiled('stats', ['--from', directory, ...args]);

describe('stats --by', () => {
  test('shows length, particles, emotion path, cooperation, outcome and strategy mix by group, with units', async () => {
    const { status, stdout } = await stats('--by', 'persona.gender');
    expect(status).toBe(0);
    const [title, head, , ...lines] = stdout.split('\n');
    expect(title).toMatch(/^by persona\.gender: \d+ dialogues of \d+ personas in 2 groups$/);
    expect(head).toMatch(/^ +unit +男 \(\d+\) +女 \(\d+\) +explained +p$/);
    expect(lines.find((line) => line.startsWith('emotion at the end'))).toMatch(/ level 0–4 +\d\.\d\d +\d\.\d\d +\d+\.\d % +[01]\.\d{3}$/);
  });

  test('puts groups below each other where they are many', async () => {
    const { stdout } = await stats('--by', 'scenario.id');
    expect(stdout.split('\n')[1]).toMatch(/^group +dialogues +customer_characters/);
  });

  test('gives the same as JSON, every measure for every group', async () => {
    const { stdout } = await stats('--by', 'outcome', '--json', '--seed', '7');
    const { seed, field, groups, rows } = JSON.parse(stdout);
    expect({ seed, field }).toEqual({ seed: 7, field: 'outcome' });
    expect(rows.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(['customer_characters', 'customer_particles', 'emotion_end', 'cooperation', 'solved', ...STRATEGY_CODES]),
    );
    for (const { means } of rows) expect(means).toHaveLength(groups.length);
  });

  test.each([
    ['persona.nothing', /rows have no such field/],
    ['persona.products', /compare by a member of it/],
  ])('refuses %s with status 2 and says what there is', async (field, message) => {
    const { status, stdout, stderr } = await stats('--by', field);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
