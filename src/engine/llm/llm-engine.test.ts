import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_DIR } from '../../config/project.js';
import type { DialogueState } from '../../graph/dialogue-state.js';
import { createSmallWorld, type DialogueWorld } from '../../testing/dialogue-world.js';
import { describeEngineConformance } from '../../testing/engine-conformance.js';
import { LlmServer } from '../../testing/llm-server.js';
import type { Engine } from '../port.js';
import { createAsk } from './ask-model.js';
import { createLlmEngine, strategyIn } from './llm-engine.js';
import type { LlmRole } from './llm-settings.js';
import { createOpenAiChatModel } from './openai-chat-model.js';
import { loadPrompts } from './prompts.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The llm engine over the real client and a server over real HTTP. */
function engineOver(
  world: DialogueWorld,
  server: LlmServer,
  notes: { reasks: string[]; calls: LlmRole[] } = { reasks: [], calls: [] },
): Engine {
  const model = createOpenAiChatModel({
    model: 'm-1',
    apiKey: 'sk-test',
    baseUrl: server.url,
    temperature: 0.7,
    maxTokens: 200,
    timeoutMs: 10_000,
    mode: 'json_schema',
    extraBody: {},
  });
  return createLlmEngine({
    topics: world.space.topics,
    framework: world.space.framework,
    prompts: loadPrompts(DATA_DIR),
    base: world.engine,
    ask: createAsk({
      modelOf: () => model,
      onUsage: (role) => notes.calls.push(role),
      onReask: (_, reason) => notes.reasks.push(reason),
    }),
  });
}

let quiet: LlmServer;
beforeAll(async () => {
  quiet = await LlmServer.start();
});
afterAll(async () => quiet.stop());

describeEngineConformance('the llm engine', async () => {
  const world = createSmallWorld();
  const server = await LlmServer.start();
  return { engine: engineOver(world, server), world, indices: range(6), deterministic: false };
});

describe('what goes over the wire', () => {
  let played: readonly DialogueState[];
  let bank: string[];
  let customer: string[];
  beforeAll(async () => {
    const world = createSmallWorld();
    played = await world.play(
      range(4).map((index) => world.begin(index)),
      { engine: engineOver(world, quiet) },
    );
    const texts = quiet.requests.map(({ body }) => body.messages.map(({ content }) => content).join('\n'));
    bank = texts.filter((text) => text.includes('客服一侧'));
    customer = texts.filter((text) => text.includes('扮演一位'));
  });

  it('is whole dialogues, and requests of both sides', () => {
    expect(played.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(bank.length).toBeGreaterThan(20);
    expect(customer.length).toBeGreaterThan(20);
  });

  it('tells the supporter’s side no goal, profile or direction of the customer', () => {
    for (const { plan, combination, transcript } of played) {
      const secrets = [
        plan?.goal,
        combination.persona.description,
        ...transcript.flatMap((turn) => (turn.speaker === 'customer' ? [turn.direction] : [])),
      ];
      for (const secret of secrets)
        expect(bank.filter((text) => secret !== undefined && secret.length > 6 && text.includes(secret))).toEqual([]);
    }
  });

  it('tells the customer’s side no rule, record or strategy', () => {
    const { framework } = createSmallWorld().space;
    const definitions = Object.values(framework.strategies).map(({ definition }) => definition);
    for (const { plan } of played) {
      const secrets = [...(plan?.policy ?? []), ...(plan?.records ?? []).slice(1), ...definitions];
      for (const secret of secrets) expect(customer.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it('only ever appends: each request of a side begins with the messages of the one before, its step apart', () => {
    const threads = new Map<string, string[][]>();
    for (const { body } of quiet.requests) {
      const contents = body.messages.map(({ content }) => content);
      const thread = contents.slice(0, 2).join('\n');
      if (contents.length > 2) threads.set(thread, [...(threads.get(thread) ?? []), contents]);
    }
    for (const requests of threads.values()) {
      const growing = [...requests].sort((a, b) => a.length - b.length);
      for (const [place, contents] of growing.entries()) {
        const next = growing[place + 1];
        const kept = contents.slice(0, -1);
        if (next && next.length > contents.length && kept.length > 3)
          expect(growing.slice(place + 1).some((other) => kept.every((text, at) => other[at] === text))).toBe(true);
      }
    }
  });
});

describe('replies that cannot be used', () => {
  it.each([
    ['fenced', 0],
    ['badJson', 0],
    ['empty', 1],
    ['truncated', 1],
    ['unknownStrategy', 1],
    ['filtered', 1],
    ['refused', 1],
    ['wrongRole', 1],
    ['overLong', 1],
    ['echoed', 1],
  ] as const)('%s ones are repaired or asked for again, and the dialogues come to their end', async (fault, reasksAtLeast) => {
    const server = await LlmServer.start({ faults: { [fault]: 0.03 } });
    const world = createSmallWorld();
    const notes = { reasks: [] as string[], calls: [] as LlmRole[] };
    const states = await world.play(
      range(4).map((index) => world.begin(index)),
      { engine: engineOver(world, server, notes) },
    );
    await server.stop();
    expect(states.filter(({ failure }) => failure !== null).map(({ failure }) => failure?.detail)).toEqual([]);
    expect(notes.reasks.length).toBeGreaterThanOrEqual(reasksAtLeast);
    expect(notes.calls.length).toBe(server.requests.length);
  });

  it('end the dialogue after three, with the reason', async () => {
    const server = await LlmServer.start({ faults: { empty: 1 } });
    const world = createSmallWorld();
    const [state] = await world.play([world.begin(0)], { engine: engineOver(world, server) });
    await server.stop();
    expect(state?.failure).toMatchObject({ reason: 'engine-bad-reply' });
    expect(server.requests).toHaveLength(3);
  });
});

describe('strategyIn', () => {
  const { framework } = createSmallWorld().space;
  it.each([
    ['ID', 'ID'],
    [' id ', 'ID'],
    ['信息传达', 'ID'],
    ['策略7 信息传达', 'ID'],
    ['信息传达或者提供建议', null],
    ['随便聊聊', null],
    ['', null],
  ])('reads %j as %s', (text, code) => {
    expect(strategyIn(text, framework)).toBe(code);
  });
});
