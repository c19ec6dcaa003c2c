import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DialogueRecord, SPEAKERS, type Utterance } from '../domain/dialogue.js';
import type { StrategyCode } from '../domain/strategy.js';
import { framework, qualityRules } from '../testing/build-record.js';
import { allChecks } from './checks.js';
import { createGate } from './gate.js';

/** Twelve dialogues written by hand: what a gate refuses among them is the gate's fault. */
const gold = readFileSync(new URL('../testing/fixtures/gold-dialogues.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as DialogueRecord);
const checks = allChecks(framework, qualityRules);
const labelOf = (code: StrategyCode) => framework.strategies[code].label;

/** A copy of a dialogue with one line put differently: the first (or last) line of a strategy, or the line at a place. */
function withLine(row: DialogueRecord, at: number, change: Partial<Record<keyof Utterance, unknown>>): DialogueRecord | null {
  if (at < 0 || at >= row.dialogue.length) return null;
  return { ...row, dialogue: row.dialogue.map((line, place) => (place === at ? ({ ...line, ...change } as Utterance) : line)) };
}
const first = (row: DialogueRecord, code: StrategyCode) => row.dialogue.findIndex(({ strategy }) => strategy === labelOf(code));
const last = (row: DialogueRecord, code: StrategyCode) => row.dialogue.findLastIndex(({ strategy }) => strategy === labelOf(code));
const appended = (row: DialogueRecord, at: number, text: string) => withLine(row, at, { text: (row.dialogue[at]?.text ?? '') + text });
/** A question of the customer late in the talk, and nothing but comfort after it. */
function leftUnanswered(row: DialogueRecord): DialogueRecord | null {
  const at = row.dialogue.findIndex(({ speaker }, place) => place > 6 && speaker === SPEAKERS.customer);
  const asked = withLine(row, at, { text: '那这个最多要等几天啊？' });
  const soothed = [1, 3].reduce(
    (changed: DialogueRecord | null, step) =>
      changed && withLine(changed, at + step, { strategy: labelOf('EM'), text: `您心里不踏实，我听得出来${'，真的'.repeat(step)}。` }),
    asked,
  );
  return soothed;
}

type Fault = (row: DialogueRecord) => DialogueRecord | null;
/** For each reason code, ways to spoil a dialogue; null where a dialogue has no place for it. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  structure: {
    'the customer speaks twice': (row) => ({ ...row, dialogue: row.dialogue.toSpliced(3, 0, row.dialogue[3] as Utterance) }),
    'too short': (row) => ({ ...row, dialogue: [...row.dialogue.slice(0, 4), ...row.dialogue.slice(-3)] }),
  },
  labels: { 'a label of its own': (row) => withLine(row, 2, { strategy: '策略13 闲聊' }) },
  'required-strategies': { 'no goodbye': (row) => withLine(row, last(row, 'AC'), { strategy: labelOf('ID') }) },
  'strategy-run': {
    'three of a kind': (row) =>
      [2, 4, 6].reduce((changed: DialogueRecord | null, at) => changed && withLine(changed, at, { strategy: labelOf('ID') }), row),
  },
  combination: {
    'a member that does not occur': (row) => ({
      ...row,
      dialogue: row.dialogue.map((line) => (line.strategy === labelOf('ID') ? { ...line, strategy: labelOf('PS') } : line) as Utterance),
    }),
  },
  'text-hygiene': {
    'a stage direction': (row) => appended(row, 3, '（叹气）'),
    'a role broken': (row) => appended(row, 4, '作为AI，我无法确认。'),
    'a value that is none': (row) => appended(row, 4, '金额undefined。'),
  },
  privacy: {
    'a whole card number': (row) => appended(row, 3, '卡号6222021234567890123。'),
    'a real bank': (row) => appended(row, 4, '您去工商银行办。'),
  },
  'repeated-utterance': { 'a line said twice': (row) => withLine(row, 8, { text: row.dialogue[4]?.text }) },
  'number-tracing': {
    'another amount': (row) => appended(row, first(row, 'ID'), '一共是98765元。'),
    'a deadline of its own': (row) => appended(row, first(row, 'ID'), '47个工作日内答复。'),
  },
  'identity-first': {
    'operated before the check': (row) => (first(row, 'IV') > 2 ? withLine(row, 2, { strategy: labelOf('RI') }) : null),
    'no check at all': (row) => (first(row, 'RI') < 0 ? null : withLine(row, first(row, 'IV'), { strategy: labelOf('PR') })),
  },
  'demand-answered': {
    'a demand passed over': (row) =>
      row.unreasonable_demand === null
        ? null
        : {
            ...row,
            dialogue: row.dialogue.map(
              (line) => (line.strategy === labelOf('OT') ? { ...line, strategy: labelOf('ID') } : line) as Utterance,
            ),
          },
  },
  'unanswered-question': { 'comfort instead of an answer': leftUnanswered },
  'repeated-question': {
    'the same question again': (row) => {
      const at = first(row, 'PR');
      return at < 0 ? null : withLine(row, last(row, 'ID'), { strategy: labelOf('PR'), text: `那个，${row.dialogue[at]?.text ?? ''}` });
    },
    'identity asked again': (row) =>
      withLine(row, last(row, 'ID'), { strategy: labelOf('IV'), text: `再核对一次，${row.dialogue[first(row, 'IV')]?.text ?? ''}` }),
  },
  'label-boundary': {
    'advice in a goodbye': (row) => appended(row, last(row, 'AC'), '建议您早点去办。'),
    'a restatement with a new amount': (row) =>
      first(row, 'RP') < 0 ? null : withLine(row, first(row, 'RP'), { text: '您是说一共少了98765元，对吗？' }),
    'a restatement that does not ask': (row) =>
      first(row, 'RP') < 0 ? null : withLine(row, first(row, 'RP'), { text: '您说的我都记下了。' }),
    'a refinement that does not ask': (row) =>
      first(row, 'PR') < 0 ? null : withLine(row, first(row, 'PR'), { text: '情况我大概了解了。' }),
    'comfort that advises': (row) => (first(row, 'EM') < 0 ? null : appended(row, first(row, 'EM'), '建议您先歇一歇。')),
    'information that advises': (row) => (first(row, 'ID') < 0 ? null : appended(row, first(row, 'ID'), '不妨去网点看看。')),
    'a suggestion without an action': (row) =>
      first(row, 'PS') < 0 ? null : withLine(row, first(row, 'PS'), { text: '这项业务全国都一样。' }),
    'an operation not announced': (row) =>
      first(row, 'RI') < 0 ? null : withLine(row, first(row, 'RI'), { text: '这张卡是普通储蓄卡。' }),
    'feedback that does not ask': (row) => (first(row, 'FR') < 0 ? null : withLine(row, first(row, 'FR'), { text: '该说的都说清楚了。' })),
  },
  'utterance-length': { 'a speech': (row) => withLine(row, 3, { text: '我从头跟你讲这个事情'.repeat(8) }) },
  'forbidden-speech': {
    'a password asked for': (row) => appended(row, 4, '麻烦告诉我您的取款密码。'),
    'a result promised': (row) => appended(row, 4, '我保证能给您退回来。'),
    'a customer blamed': (row) => appended(row, 4, '规定就是这样。'),
  },
};

describe('the gate on dialogues written by hand', () => {
  const gate = createGate(checks, 'full');

  it.each(gold.map((row) => [row.id, row] as const))('accepts %s', (_, row) => {
    expect(gate(row).rejection).toBeNull();
  });

  it('has a fault for every check', () => {
    expect(Object.keys(FAULTS).sort()).toEqual(checks.map(({ name }) => name).sort());
  });

  describe.each(checks.map(({ name, find }) => [name, find] as const))('%s', (name, find) => {
    it.each(Object.entries(FAULTS[name] ?? {}))('finds %s wherever it can stand', (_, spoil) => {
      const spoilt = gold.flatMap((row) => spoil(row) ?? []);
      expect(spoilt.length).toBeGreaterThan(0);
      expect(spoilt.filter((row) => find(row) === null).map(({ id }) => id)).toEqual([]);
    });
  });
});
