import { describe, expect, it } from 'vitest';
import { buildRecord, framework, withChanges } from '../../testing/build-record.js';
import { checkDemandAnswered } from './demand-answered.js';

describe('demand-answered', () => {
  const { find } = checkDemandAnswered(framework);
  const answeredAt = (position: number) =>
    withChanges({ [position]: { strategy: framework.strategies.OT.label } }, buildRecord({ unreasonable_demand: 5 }));

  it('passes without a demand, and where one of the next two supporter lines points it out', () => {
    expect(find(buildRecord())).toBeNull();
    expect(find(answeredAt(6))).toBeNull();
    expect(find(answeredAt(8))).toBeNull();
  });

  it('refuses a demand that is pointed out earlier, later or never', () => {
    const detail = 'the demand in utterance 5 is not pointed out';
    expect([answeredAt(4), answeredAt(10), buildRecord({ unreasonable_demand: 5 })].map(find)).toEqual([detail, detail, detail]);
  });
});
