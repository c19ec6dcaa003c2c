import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DATA_DIR } from '../../config/project.js';
import { JUDGE_CRITERIA } from '../../domain/judgement.js';
import type { DialogueState } from '../../graph/dialogue-state.js';
import { judgeStep } from '../../graph/judge-step.js';
import { createSmallWorld } from '../../testing/dialogue-world.js';
import { LlmServer, type LlmServerSettings } from '../../testing/llm-server.js';
import type { Judge } from '../port.js';
import { createAsk } from './ask-model.js';
import { createLlmJudge } from './llm-judge.js';
import { createOpenAiChatModel } from './openai-chat-model.js';
import { loadPrompts } from './prompts.js';

const world = createSmallWorld();
let played: DialogueState;
beforeAll(async () => {
  [played] = (await world.play([world.begin(0)])) as [DialogueState];
});

let server: LlmServer;
let reasks: string[];
afterEach(async () => server.stop());

async function judgeOver(settings: LlmServerSettings, passMark = 5): Promise<Judge> {
  server = await LlmServer.start(settings);
  reasks = [];
  const model = createOpenAiChatModel({
    model: 'm-1',
    apiKey: 'k',
    baseUrl: server.url,
    maxTokens: 500,
    timeoutMs: 5000,
    mode: 'json_schema',
    extraBody: {},
  });
  const ask = createAsk({ modelOf: () => model, onUsage: () => {}, onReask: (_, reason) => reasks.push(reason) });
  return createLlmJudge({ framework: world.space.framework, prompts: loadPrompts(DATA_DIR), ask, model: 'm-1', passMark });
}
const step = (judge: Judge, drawn = true) => judgeStep(played, { judge, isDrawn: () => drawn }, undefined);

describe('the judge', () => {
  it('is shown every line with its label, the rules and the five criteria; its booleans are counted by us', async () => {
    const state = await step(await judgeOver({}));
    const [{ body } = { body: null }] = server.requests;
    const prompt = body?.messages.map(({ content }) => content).join('\n') ?? '';
    for (const line of played.record?.dialogue ?? [])
      expect(prompt).toContain(line.strategy === '' ? `客户：${line.text}` : `客服［${line.strategy}］：${line.text}`);
    for (const rule of played.record?.scenario.bank_side.policy_card ?? []) expect(prompt).toContain(rule);
    for (const criterion of JUDGE_CRITERIA) expect(prompt).toContain(criterion);
    expect(state.rejection).toBeNull();
    expect(state.record?.quality.judge).toMatchObject({ passed: true, score: 5, model: 'm-1' });
  });

  it('has a dialogue rejected that fails one criterion, and keeps what it said', async () => {
    const state = await step(await judgeOver({ judgeFails: 1 }));
    const judge = state.record?.quality.judge;
    const failed = JUDGE_CRITERIA.find((criterion) => judge?.criteria[criterion].pass === false);
    expect(judge).toMatchObject({ passed: false, score: 4 });
    expect(state.rejection).toMatchObject({
      reason: `judge-${failed?.replaceAll('_', '-')}`,
      detail: expect.stringContaining('4 of 5 hold'),
    });
  });

  it('lets a failed criterion pass where four are enough', async () => {
    const state = await step(await judgeOver({ judgeFails: 1 }, 4));
    expect(state.rejection).toBeNull();
    expect(state.record?.quality.judge).toMatchObject({ passed: true, score: 4 });
  });

  it('reads "false" as false, not as something that is there', async () => {
    const state = await step(await judgeOver({ faults: { stringBooleans: 1 }, judgeFails: 1 }));
    expect(reasks).toEqual([]);
    expect(state.record?.quality.judge).toMatchObject({ passed: false, score: 4 });
    expect(state.rejection?.reason).toMatch(/^judge-/);
  });

  it('takes no other word for a boolean: it asks again, and comes to no verdict', async () => {
    const state = await step(await judgeOver({ faults: { wordyBooleans: 1 } }));
    expect(reasks).toHaveLength(3);
    expect(reasks[0]).toMatch(/^strategy_adherence\.pass：/);
    expect(state.rejection).toMatchObject({ reason: 'judge-no-verdict' });
    expect(state.record?.quality.judge).toBeNull();
  });

  it('sees nothing that was not drawn, or that the gate refused', async () => {
    const judge = await judgeOver({});
    expect(await step(judge, false)).toBe(played);
    const refused = { ...played, rejection: { reason: 'privacy', detail: '' } };
    expect(await judgeStep(refused, { judge, isDrawn: () => true }, undefined)).toBe(refused);
    expect(await judgeStep(played, null, undefined)).toBe(played);
    expect(server.requests).toEqual([]);
  });
});
