import { z } from 'zod';
import { STRATEGY_CODES, StrategyCode, type StrategyFramework } from '../../domain/strategy.js';
import { indexScenarios } from '../../topics/index-scenarios.js';
import type { Topic } from '../../topics/load-topics.js';
import type { Advice, CustomerReply, Direction, Engine, EngineRequest, Plan, Role, Roles, SupporterReply } from '../port.js';
import type { Ask, Question } from './ask-model.js';
import type { ChatMessage } from './chat-model.js';
import { openingOfCustomer, openingOfPlanner, openingOfSupporter, talkFor } from './conversation.js';
import type { Prompts } from './prompts.js';
import { faultOf } from './utterance-faults.js';

export interface LlmResources {
  topics: readonly Topic[];
  framework: StrategyFramework;
  prompts: Prompts;
  /** The engine without a model: says what a line means and which facts it holds; the model puts it into words. */
  base: Engine;
  ask: Ask;
}

const Planned = z.strictObject({ description: z.string().min(10), goal: z.string().min(4) });
const Advised = z.object({ strategy: z.string(), alternatives: z.array(z.string()).default([]) });
const Directed = z.object({ direction: z.string().min(2) });
const Spoken = z.object({ text: z.string().min(1) });

/**
 * The engine with a model. What the state machine must know of a line (what it deals with, which facts it tells) comes from the knowledge base;
 * the five agents' words come from the model. So the ledger, the stages and the gate see the same kind of dialogue from both engines.
 */
export function createLlmEngine(resources: LlmResources): Engine {
  const agents = new LlmAgents(resources);
  const answerers: { [R in Role]: (request: EngineRequest<R>) => Promise<Roles[R]['answer']> } = {
    planner: (request) => agents.plan(request),
    'supporter-assistant': (request) => agents.advise(request),
    supporter: (request) => agents.speakForBank(request),
    'customer-assistant': (request) => agents.direct(request),
    customer: (request) => agents.speakAsCaller(request),
  };
  return { ask: (request) => answerers[request.role](request as never) as never };
}

class LlmAgents {
  readonly #resources: LlmResources;
  readonly #scenarioOf: ReturnType<typeof indexScenarios>;

  constructor(resources: LlmResources) {
    this.#resources = resources;
    this.#scenarioOf = indexScenarios(resources.topics);
  }

  /** The scenario becomes this person's own; a retelling that changes a number is dropped for the plain one. */
  async plan(request: EngineRequest<'planner'>): Promise<Plan> {
    const plan = await this.#resources.base.ask(request);
    const messages = openingOfPlanner(this.#resources.prompts, request.view.persona, plan);
    const expected = { description: plan.description, goal: plan.goal };
    const { description, goal } = await this.#ask(request, { messages, schema: Planned, expected });
    const invented = numbersIn(description + goal).some((number) => !numbersIn(plan.description + plan.goal).includes(number));
    return invented ? plan : { ...plan, description, goal };
  }

  async advise(request: EngineRequest<'supporter-assistant'>): Promise<Advice> {
    const { view } = request;
    const { prompts, framework } = this.#resources;
    const ranked = await this.#resources.base.ask(request);
    const fitting = [ranked.strategy, ...ranked.alternatives];
    const due = STRATEGY_CODES.filter((code) => view.due[code] > 0);
    const open = view.ledger.open.map(({ kind }) => WAITED_FOR[kind]);
    const messages = [
      ...this.#supporterTalk(request),
      asked(
        prompts.render('supporter', 'advise', {
          verified: view.ledger.verified ? '已完成' : '还没有',
          open: open.join('、') || '没有',
          due: due.join(' ') || '没有',
          fitting: fitting.join(' '),
        }),
      ),
    ];
    const reply = await this.#ask(request, {
      messages,
      schema: Advised,
      expected: { strategy: ranked.strategy, alternatives: ranked.alternatives.slice(0, 2) },
      check: ({ strategy }) =>
        strategyIn(strategy, framework) === null ? `没有“${strategy}”这种策略，代码只能是 ${STRATEGY_CODES.join(' ')} 之一` : null,
      salvage: (named) => named, // it is left to the state machine
    });
    const named = strategyIn(reply.strategy, framework);
    const strategy = named ?? ranked.strategy;
    const alternatives = reply.alternatives.flatMap((name) => strategyIn(name, framework) ?? []);
    return {
      strategy,
      alternatives: [...new Set([...alternatives, ...fitting])].filter((code) => code !== strategy),
      ...(named === null ? { unknown: reply.strategy } : {}),
    };
  }

  async speakForBank(request: EngineRequest<'supporter'>): Promise<SupporterReply> {
    const { prompts, framework } = this.#resources;
    const draft = await this.#resources.base.ask(request);
    const { name } = framework.strategies[request.view.strategy];
    const messages = [...this.#supporterTalk(request), asked(prompts.render('supporter', 'speak', { strategy: name, draft: draft.text }))];
    return { ...draft, text: await this.#speak(request, messages, draft.text) };
  }

  async direct(request: EngineRequest<'customer-assistant'>): Promise<Direction> {
    const { view } = request;
    const planned = await this.#resources.base.ask(request);
    const messages = [
      ...this.#customerTalk(view),
      asked(this.#resources.prompts.render('customer', 'direct', { goal: view.goal, emotion: view.emotion, intent: planned.text })),
    ];
    const { direction } = await this.#ask(request, { messages, schema: Directed, expected: { direction: planned.text } });
    return { ...planned, text: direction };
  }

  async speakAsCaller(request: EngineRequest<'customer'>): Promise<CustomerReply> {
    const { view } = request;
    const draft = await this.#resources.base.ask(request);
    const messages = [
      ...this.#customerTalk(view),
      asked(this.#resources.prompts.render('customer', 'speak', { direction: view.direction.text, draft: draft.text })),
    ];
    return { ...draft, text: await this.#speak(request, messages, draft.text) };
  }

  #supporterTalk({ view }: EngineRequest<'supporter'> | EngineRequest<'supporter-assistant'>): ChatMessage[] {
    const { prompts, framework } = this.#resources;
    return [
      ...openingOfSupporter(prompts, framework, view, this.#scenarioOf(view.scenario).bank),
      ...talkFor('supporter', view.transcript),
    ];
  }

  #customerTalk(view: EngineRequest<'customer'>['view'] | EngineRequest<'customer-assistant'>['view']): ChatMessage[] {
    return [...openingOfCustomer(this.#resources.prompts, view), ...talkFor('customer', view.transcript)];
  }

  async #speak(
    request: EngineRequest<'supporter'> | EngineRequest<'customer'>,
    messages: readonly ChatMessage[],
    draft: string,
  ): Promise<string> {
    const heard = request.view.transcript.at(-1)?.text ?? '';
    const prompt = [messages[0], messages.at(-1)].map((message) => message?.content).join('\n');
    const { text } = await this.#ask(request, {
      messages,
      schema: Spoken,
      expected: { text: draft },
      check: (reply) => faultOf(reply.text, { prompt, draft, heard }),
    });
    return text;
  }

  #ask<T>({ role, stream, signal }: EngineRequest<Role>, question: Omit<Question<T>, 'role' | 'place' | 'signal'>): Promise<T> {
    return this.#resources.ask({ ...question, role, place: stream.name, signal });
  }
}

const WAITED_FOR = { question: '一个问题', worry: '一句心里话', demand: '一个要求', tangent: '一句题外话' } as const;

function asked(content: string): ChatMessage {
  return { role: 'user', content };
}

/** A strategy by code, name or label, however it is dressed up; null where that leaves a doubt. */
export function strategyIn(text: string, { strategies }: StrategyFramework): StrategyCode | null {
  const plain = text.trim();
  const exact = StrategyCode.safeParse(plain.toUpperCase());
  if (exact.success) return exact.data;
  const named = STRATEGY_CODES.filter(
    (code) => plain.includes(strategies[code].name) || plain.toLowerCase() === strategies[code].english.toLowerCase(),
  );
  return named.length === 1 ? (named[0] as StrategyCode) : null;
}

function numbersIn(text: string): string[] {
  return text.match(/\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]{2,}/g) ?? [];
}
