import { expect, test } from 'vitest';
import { isVersionName, nextVersionName } from './version-name.js';

const taken = (...names: [string, string][]) => names.map(([name, date]) => ({ name, date }));

test('a version is named after its day, further ones of that day with a number', () => {
  expect(nextVersionName('2026-11-24', [])).toBe('v2026.11.24');
  expect(nextVersionName('2026-11-24', taken(['v2026.11.23', '2026-11-23']))).toBe('v2026.11.24');
  expect(nextVersionName('2026-11-24', taken(['v2026.11.24', '2026-11-24']))).toBe('v2026.11.24-2');
  expect(nextVersionName('2026-11-24', taken(['v2026.11.24-9', '2026-11-24'], ['v2026.11.24-10', '2026-11-24']))).toBe('v2026.11.24-11');
});

test('a clock that was set back is told, with the day that would do', () => {
  expect(() => nextVersionName('2026-11-22', taken(['v2026.11.23', '2026-11-23']))).toThrow(
    expect.objectContaining({ code: 'clock-set-back', exitStatus: 1, hint: expect.stringContaining('--date 2026-11-23') }),
  );
});

test('other names are none of a version', () => {
  expect(['v2026.11.24', 'v2026.11.24-2', 'v2026.11.24-0', '2026.11.24', 'v2026.11.24.part', 'latest'].map(isVersionName)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
