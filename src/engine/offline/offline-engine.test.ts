import { describe, expect, it } from 'vitest';
import { RolecsError } from '../../domain/errors.js';
import { createStream } from '../../random/stream.js';
import { aScenario, aScenarioSource } from '../../testing/a-scenario.js';
import { createSmallWorld, loadRealWorld } from '../../testing/dialogue-world.js';
import { describeEngineConformance } from '../../testing/engine-conformance.js';
import type { Topic } from '../../topics/load-topics.js';
import type { CustomerReply, CustomerView, Engine, PlannerView, SupporterReply, SupporterView } from '../port.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describeEngineConformance('the offline engine over a small scenario', () => {
  const world = createSmallWorld();
  return { engine: world.engine, world, indices: range(24), deterministic: true };
});

describeEngineConformance('the offline engine over the real data', () => {
  const world = loadRealWorld({ seed: 31 });
  return { engine: world.engine, world, indices: range(16), deterministic: true };
});

describe('the offline engine', () => {
  it('knows no scenario but its own', () => {
    const { engine, begin } = createSmallWorld();
    const { persona, topic, facts } = begin(0).combination;
    const view: PlannerView = { persona, topic, scenario: 'no-such-case', cause: 'late', facts, demand: null };
    const ask = () => engine.ask({ role: 'planner', view, stream: createStream('here') });
    expect(ask).toThrow(RolecsError);
    expect(ask).toThrow('there is no scenario "no-such-case"');
  });

  it('plans with the facts of the case in every book', async () => {
    const world = createSmallWorld();
    const state = world.begin(0);
    const { facts, scenario, cause, persona, topic } = state.combination;
    const view: PlannerView = { persona, topic, scenario, cause, facts, demand: 'pay-first' };
    const plan = await world.engine.ask({ role: 'planner', view, stream: createStream('here') });
    const written = (name: string) => facts[name]?.written as string;
    expect(plan.goal).toBe(`弄清楚钱去了哪儿，为的是${written('purpose')}。`);
    expect(plan.records[1]).toBe(`${written('sent')}转出${written('amount')}，收费${written('fee')}`);
    expect(plan.knows).toEqual([
      `我姓${written('surname')}，预留手机号后四位${written('phone_tail')}`,
      `${facts.sent?.spoken}用${written('channel')}转了${facts.amount?.spoken}`,
      `这笔钱是为了${written('purpose')}`,
    ]);
    expect(plan.policy).toContain('转账查询要等2个工作日');
    expect(plan.demandText).toBe('要求银行先垫钱');
  });

  it('keeps what only the records show from a caller who is not verified, however open a line is', async () => {
    const { beats } = aScenarioSource();
    const say = ['收费是<fee>，是从哪里转的呢？', '两次收<doubled>，是从哪里转的呢？'];
    const loose = { ...beats, 'ask-channel': { ...beats['ask-channel'], open: true, say } };
    const topic: Topic = { id: 'other', label: '其他', weight: 1, scenarios: [aScenario({ beats: loose })] };
    const world = createSmallWorld({ topics: [topic] });
    const early: string[] = [];
    const late: string[] = [];
    const watching: Engine = {
      ask: async (request) => {
        const answer = await world.engine.ask(request);
        if (request.role === 'supporter') {
          const { ledger } = request.view as SupporterView;
          (ledger.verified ? late : early).push(...(answer as SupporterReply).mentions);
        }
        return answer;
      },
    };
    await world.play(
      range(40).map((index) => world.begin(index)),
      { engine: watching },
    );
    expect(early.filter((fact) => ['fee', 'doubled'].includes(fact))).toEqual([]);
    expect(late).toEqual(expect.arrayContaining(['fee', 'doubled']));
  });

  it('takes an answer for an answer where the case has no words for evading it', async () => {
    const { beats } = aScenarioSource();
    const vague = [{ say: '记不太清了啊。', if: 'persona.age>150' }];
    const precise = { ...beats, 'ask-channel': { ...beats['ask-channel'], vague } };
    const topic: Topic = { id: 'other', label: '其他', weight: 1, scenarios: [aScenario({ beats: precise })] };
    const world = createSmallWorld({ topics: [topic] });
    const answers: string[] = [];
    const watching: Engine = {
      ask: async (request) => {
        const answer = await world.engine.ask(request);
        if (request.role === 'customer' && (request.view as CustomerView).direction.intent.reaction === 'evade')
          answers.push((answer as CustomerReply).act.answer);
        return answer;
      },
    };
    await world.play(
      range(60).map((index) => world.begin(index)),
      { engine: watching },
    );
    expect(new Set(answers)).toEqual(new Set(['full']));
  });
});
