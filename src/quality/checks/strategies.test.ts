import { describe, expect, it } from 'vitest';
import type { Utterance } from '../../domain/dialogue.js';
import { STRATEGY_CODES } from '../../domain/strategy.js';
import { buildRecord, framework, withChanges } from '../../testing/build-record.js';
import { checkCombination } from './combination.js';
import { checkLabels } from './labels.js';
import { checkRequiredStrategies } from './required-strategies.js';
import { checkStrategyRun } from './strategy-run.js';

const label = (code: (typeof STRATEGY_CODES)[number]) => framework.strategies[code].label;
/** The record with other strategies at some positions. */
const relabelled = (codes: Readonly<Record<number, (typeof STRATEGY_CODES)[number]>>) =>
  withChanges(Object.fromEntries(Object.entries(codes).map(([position, code]) => [position, { strategy: label(code) }])));

describe('labels', () => {
  const { find } = checkLabels(framework);

  it('passes each of the twelve', () => {
    for (const code of STRATEGY_CODES) expect(find(relabelled({ 6: code })), code).toBeNull();
  });

  it.each(['', '重述或转述', '策略3', '策略3 礼貌问候', '策略13 其它', '策略3  重述或转述'])(
    'refuses "%s" on a supporter line',
    (strategy) => {
      expect(find(withChanges({ 4: { strategy } }))).toBe(`utterance 4 of 客服 carries the label "${strategy}"`);
    },
  );

  it('refuses a label on a customer line', () => {
    expect(find(withChanges({ 5: { strategy: label('EM') } as Partial<Utterance> }))).toBe(
      'utterance 5 of 客户 carries the label "策略5 情感管理"',
    );
  });
});

describe('required-strategies', () => {
  const { find } = checkRequiredStrategies(framework);

  it('passes greeting first, identity, goodbye last', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(relabelled({ 4: 'IV' }))).toBeNull();
  });

  it('wants the greeting first and once', () => {
    expect(find(relabelled({ 0: 'IV' }))).toBe('策略1 礼貌问候 occurs 0 times, first label is 策略2 确认身份');
    expect(find(relabelled({ 4: 'GT' }))).toBe('策略1 礼貌问候 occurs 2 times, first label is 策略1 礼貌问候');
    expect(find(relabelled({ 0: 'IV', 2: 'GT' }))).toBe('策略1 礼貌问候 occurs 1 times, first label is 策略2 确认身份');
  });

  it('wants the identity check', () => {
    expect(find(relabelled({ 2: 'PR' }))).toBe('策略2 确认身份 does not occur');
  });

  it('wants the goodbye last and once', () => {
    expect(find(relabelled({ 12: 'RC' }))).toBe('策略11 感谢与告别 occurs 0 times, last label is 策略10 关系延续');
    expect(find(relabelled({ 8: 'AC' }))).toBe('策略11 感谢与告别 occurs 2 times, last label is 策略11 感谢与告别');
    expect(find(relabelled({ 10: 'AC', 12: 'RC' }))).toBe('策略11 感谢与告别 occurs 1 times, last label is 策略10 关系延续');
  });
});

describe('strategy-run', () => {
  const { find } = checkStrategyRun(framework);

  it('passes two in a row, and more of the same that do not follow each other', () => {
    expect(find(relabelled({ 4: 'ID', 6: 'ID', 8: 'RI', 10: 'ID' }))).toBeNull();
  });

  it('refuses three', () => {
    expect(find(relabelled({ 4: 'ID', 6: 'ID', 8: 'ID' }))).toBe('策略7 信息传达 stands 3 times in a row');
  });
});

describe('combination', () => {
  const { find } = checkCombination(framework);

  it('passes a realised set in code order, others besides it, and a return to an earlier stage', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(buildRecord({ strategy_combination: ['GT', 'IV', 'AC'] }))).toBeNull();
    expect(
      find(
        withChanges(
          { 6: { stage: '解决' }, 8: { strategy: label('ID'), stage: '识别' }, 10: { strategy: label('RI'), stage: '解决' } },
          buildRecord({ strategy_combination: ['GT', 'IV', 'AC'] }),
        ),
      ),
    ).toBeNull();
  });

  it('refuses another order and repetition', () => {
    expect(find(buildRecord({ strategy_combination: ['IV', 'GT', 'AC'] }))).toBe('IV-GT-AC is no set in code order');
    expect(find(buildRecord({ strategy_combination: ['GT', 'IV', 'IV', 'AC'] }))).toBe('GT-IV-IV-AC is no set in code order');
  });

  it('names the members that do not occur', () => {
    expect(find(buildRecord({ strategy_combination: ['GT', 'IV', 'PR', 'EM', 'AC'] }))).toBe('PR, EM of the combination does not occur');
  });

  it('wants four primary stages; 其它 stands for none', () => {
    const record = buildRecord({ strategy_combination: ['GT', 'IV', 'AC'] });
    const as = (code: 'RP' | 'OT') => ({ strategy: label(code), stage: '识别' as const });
    expect(find(withChanges({ 4: as('OT'), 6: as('OT'), 8: as('OT') }, record))).toBe('2 primary stages occur, 4 are needed');
    expect(find(withChanges({ 6: as('RP'), 8: as('OT') }, record))).toBe('3 primary stages occur, 4 are needed');
  });

  it('refuses a stage that does not allow the strategy', () => {
    expect(find(withChanges({ 8: { stage: '探索' } }))).toBe('utterance 8: 策略8 解决实施 is not allowed in 探索');
  });

  it('refuses a stage that first appears after a later one', () => {
    expect(find(withChanges({ 4: { stage: '探索' }, 6: { stage: '识别' } }))).toBe('utterance 6: 识别 first appears after a later stage');
  });
});
