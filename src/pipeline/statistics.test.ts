import { describe, expect, test } from 'vitest';
import type { DialogueFacts } from './dialogue-facts.js';
import { RunStatistics } from './statistics.js';

function facts(changes: Partial<DialogueFacts> = {}): DialogueFacts {
  return {
    topic: 'other',
    persona: 'p-0001',
    scenario: 'lost-card',
    strategyCombination: 'GT-IV-AC',
    outcome: 'solved',
    finishReason: 'closed_by_supporter',
    satisfied: true,
    hasUnreasonableDemand: false,
    attempt: 0,
    utterances: 20,
    strategyCounts: [1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0],
    gates: { repetition: 'pass' },
    judged: null,
    overrides: {},
    ...changes,
  };
}

describe('the figures of a run', () => {
  test('hold what was delivered against what was requested', () => {
    const statistics = new RunStatistics(10);
    statistics.addAccepted(facts());
    statistics.addAccepted(
      facts({ topic: 'product-inquiry', attempt: 2, utterances: 31, satisfied: false, gates: { repetition: 'fail' } }),
    );
    const reject = { attempt: 0, scenario: 'salary-missing', strategyCombination: 'GT-IV-RP-AC', gates: {}, judged: null };
    statistics.addRejected({ ...reject, reason: 'repetition', gates: { repetition: 'fail', privacy: 'pass' } });
    statistics.addRejected({ ...reject, attempt: 1, reason: 'near-duplicate' });
    statistics.addRejected({ ...reject, attempt: 2, reason: 'repetition' });
    const requested = { topics: { other: 1, 'risk-security': 1 }, strategyMix: { GT: 0.2 }, personas: { 'p-0001': 1, 'p-0002': 1 } };
    expect(statistics.figures(3, requested)).toMatchObject({
      counts: {
        requested: 3,
        accepted: 2,
        rejected: 3,
        rejected_by_reason: { 'near-duplicate': 1, repetition: 2 },
        accepted_at_attempt: { '0': 1, '2': 1 },
      },
      utterances: { total: 51, mean: 25.5, min: 20, max: 31 },
      strategy_mix: { GT: { requested: 0.2, delivered: 0.25 }, RP: { requested: null, delivered: 0 } },
      topics: {
        other: { requested: 1, delivered: 1 },
        'product-inquiry': { requested: 0, delivered: 1 },
        'risk-security': { requested: 1, delivered: 0 },
      },
      scenarios: { 'lost-card': { requested: 1, delivered: 2 }, 'salary-missing': { requested: 1, delivered: 0 } },
      personas: {
        distinct: 1,
        requested: { distinct: 2, min: 1, max: 1 },
        delivered: { min: 0, max: 2 },
        off_by: { most: 1, total: 2 },
      },
      strategy_combinations: {
        distinct: 1,
        requested: { distinct: 2, min: 1, max: 1 },
        delivered: { min: 0, max: 2 },
        off_by: { most: 1, total: 2 },
      },
      satisfied: 1,
      quality: { gates: { repetition: { pass: 1, fail: 2 }, privacy: { pass: 1, fail: 0 } } },
    });
  });

  test('are written the same in whatever order the ids came', () => {
    const [one, other] = [new RunStatistics(10), new RunStatistics(10)];
    const rows = [
      facts(),
      facts({ topic: 'product-inquiry', scenario: 'fees', overrides: { 'max-run': 2 } }),
      facts({ outcome: 'refused' }),
    ];
    for (const row of rows) one.addAccepted(row);
    for (const row of rows.toReversed()) other.addAccepted(row);
    expect(JSON.stringify(one.figures(3, {}))).toBe(JSON.stringify(other.figures(3, {})));
  });

  test('name the first open indices and count them all', () => {
    const statistics = new RunStatistics(2);
    for (const index of [4, 9, 17]) statistics.addOpen(index);
    expect(statistics.figures(3, {}).counts).toMatchObject({ open: 3, open_indices: [4, 9] });
  });

  test('of nothing are empty, not broken', () => {
    expect(new RunStatistics(2).figures(3, {}).utterances).toEqual({ total: 0, mean: null, min: null, max: null });
  });
});
