import { describe, expect, it } from 'vitest';
import { buildRecord } from '../testing/build-record.js';
import { type Check, createGate } from './gate.js';

const check = (name: string, contract: boolean, detail: string | null): Check => ({ name, contract, find: () => detail });

describe('createGate', () => {
  it('passes a dialogue in which no check finds anything', () => {
    const gate = createGate([check('labels', true, null), check('utterance-length', false, null)], 'full');
    expect(gate(buildRecord())).toEqual({ verdicts: { labels: 'pass', 'utterance-length': 'pass' }, rejection: null });
  });

  it('records every verdict and rejects with the first finding', () => {
    const gate = createGate([check('a', true, null), check('b', false, 'b is wrong'), check('c', true, 'c is wrong')], 'full');
    expect(gate(buildRecord())).toEqual({
      verdicts: { a: 'pass', b: 'fail', c: 'fail' },
      rejection: { reason: 'b', detail: 'b is wrong' },
    });
  });

  it('only records what is beyond the contract where the contract alone is gated', () => {
    const beyond = check('b', false, 'b is wrong');
    expect(createGate([beyond], 'contract')(buildRecord())).toEqual({ verdicts: { b: 'fail' }, rejection: null });
    expect(createGate([beyond, check('c', true, 'c is wrong')], 'contract')(buildRecord())).toEqual({
      verdicts: { b: 'fail', c: 'fail' },
      rejection: { reason: 'c', detail: 'c is wrong' },
    });
  });
});
