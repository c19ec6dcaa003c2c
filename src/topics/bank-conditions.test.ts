import { describe, expect, it } from 'vitest';
import { aScenarioSource, versions } from '../testing/a-scenario.js';
import { bankConditionFaults } from './bank-conditions.js';

const OLD = { say: '这一句只说给上年纪的人听。', if: 'persona.age>=60 & !hot' };
const lines = [...versions('随便哪一句话。'), OLD];
const source = aScenarioSource();
const part = <Key extends 'beats' | 'questions' | 'worries' | 'demands'>(key: Key) => source[key] as Record<string, object>;

describe('what the bank says cannot depend on the profile', () => {
  it('in a sound scenario it does not', () => {
    expect(bankConditionFaults(source)).toEqual([]);
  });

  it.each([
    ['beats.look-up.say', { beats: { ...part('beats'), 'look-up': { ...part('beats')['look-up'], say: lines } } }],
    [
      'questions.what-now.answer.PS',
      { questions: { ...part('questions'), 'what-now': { ...part('questions')['what-now'], answer: { PS: lines } } } },
    ],
    ['feedback', { feedback: lines }],
    ['follow', { follow: lines }],
  ])('%s', (path, changes) => {
    expect(bankConditionFaults(aScenarioSource(changes))).toEqual([
      `${path}.6.if: persona.age: the bank does not know the profile; let a fact or a beat say it`,
    ]);
  });

  it('nor can a step of its own', () => {
    const beats = { ...part('beats'), 'keep-receipt': { ...part('beats')['keep-receipt'], if: 'persona.digital_literacy=低' } };
    expect(bankConditionFaults(aScenarioSource({ beats }))).toHaveLength(1);
  });

  it('while the customer knows itself', () => {
    const beats = { ...part('beats'), 'look-up': { ...part('beats')['look-up'], reply: lines } };
    expect(bankConditionFaults(aScenarioSource({ beats }))).toEqual([]);
  });
});
