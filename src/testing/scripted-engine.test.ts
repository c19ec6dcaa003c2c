import { describe, expect, it } from 'vitest';
import { createSmallWorld } from './dialogue-world.js';
import { describeEngineConformance } from './engine-conformance.js';
import { createScriptedEngine } from './scripted-engine.js';

describeEngineConformance('the scripted engine', () => {
  const world = createSmallWorld();
  return { engine: createScriptedEngine(), world, indices: Array.from({ length: 12 }, (_, index) => index), deterministic: true };
});

describe('the scripted engine', () => {
  it('records every request in order, with its view', async () => {
    const world = createSmallWorld();
    const engine = createScriptedEngine();
    const [played] = await world.play([world.begin(4)], { engine });
    expect(engine.requests.slice(0, 5).map(({ role }) => role)).toEqual([
      'planner',
      'supporter-assistant',
      'supporter',
      'customer-assistant',
      'customer',
    ]);
    expect(engine.viewsOf('supporter').length).toBe(played?.transcript.filter(({ speaker }) => speaker === 'supporter').length);
    expect(engine.viewsOf('customer').every(({ place }) => place.index === 4)).toBe(true);
  });

  it('answers from a script, and by default where the script is silent', async () => {
    const world = createSmallWorld();
    const engine = createScriptedEngine({ supporter: (_, turn) => (turn === 1 ? { text: '照稿子念。' } : undefined) });
    const [played] = await world.play([world.begin(0)], { engine });
    expect(played?.transcript.filter(({ speaker }) => speaker === 'supporter').map(({ text }) => text === '照稿子念。')).toEqual([
      false,
      true,
      ...Array.from({ length: (played?.transcript.filter(({ speaker }) => speaker === 'supporter').length ?? 0) - 2 }, () => false),
    ]);
  });
});
