import { z } from 'zod';
import { RolecsError } from '../../domain/errors.js';
import { STRATEGY_CODES, StrategyCode, type StrategyFramework } from '../../domain/strategy.js';
import { indexScenarios } from '../../topics/index-scenarios.js';
import type { Topic } from '../../topics/load-topics.js';
import type { Advice, CustomerReply, Direction, Engine, EngineRequest, Plan, Role, Roles, SupporterReply } from '../port.js';
import { CallError, type ChatMessage, type ChatModel, type TokenUsage } from './chat-model.js';
import { openingOfCustomer, openingOfPlanner, openingOfSupporter, talkFor } from './conversation.js';
import type { Prompts } from './prompts.js';
import { readReply } from './read-reply.js';

export interface LlmResources {
  topics: readonly Topic[];
  framework: StrategyFramework;
  prompts: Prompts;
  /** The engine without a model: says what a line means and which facts it holds; the model puts it into words. */
  base: Engine;
  modelOf: (role: Role) => ChatModel;
  /** Told of every answer that was paid for. */
  onUsage: (role: Role, usage: TokenUsage) => void;
  /** Told of every reply that had to be asked for again, and why. */
  onReask: (role: Role, reason: string) => void;
}

/** A reply that cannot be used is asked for again this often. */
const RE_ASKS = 2;
const LONGEST_TEXT = 120;

const Planned = z.strictObject({ description: z.string().min(10), goal: z.string().min(4) });
const Advised = z.object({ strategy: z.string(), alternatives: z.array(z.string()).default([]) });
const Directed = z.object({ direction: z.string().min(2) });
const Spoken = z.object({ text: z.string().min(1).max(LONGEST_TEXT) });

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
    const { description, goal } = await this.#complete('planner', messages, Planned, request.signal);
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
    const reply = await this.#complete('supporter-assistant', messages, Advised, request.signal, ({ strategy }) =>
      strategyIn(strategy, framework) === null ? `没有“${strategy}”这种策略，代码只能是 ${STRATEGY_CODES.join(' ')} 之一` : null,
    );
    const strategy = strategyIn(reply.strategy, framework) ?? ranked.strategy;
    const alternatives = reply.alternatives.flatMap((name) => strategyIn(name, framework) ?? []);
    return { strategy, alternatives: [...new Set([...alternatives, ...fitting])].filter((code) => code !== strategy) };
  }

  async speakForBank(request: EngineRequest<'supporter'>): Promise<SupporterReply> {
    const { prompts, framework } = this.#resources;
    const draft = await this.#resources.base.ask(request);
    const { name } = framework.strategies[request.view.strategy];
    const messages = [...this.#supporterTalk(request), asked(prompts.render('supporter', 'speak', { strategy: name, draft: draft.text }))];
    const { text } = await this.#complete('supporter', messages, Spoken, request.signal, (reply) => faultOf(reply.text, messages));
    return { ...draft, text };
  }

  async direct(request: EngineRequest<'customer-assistant'>): Promise<Direction> {
    const { view } = request;
    const planned = await this.#resources.base.ask(request);
    const messages = [
      ...this.#customerTalk(view),
      asked(this.#resources.prompts.render('customer', 'direct', { goal: view.goal, emotion: view.emotion, intent: planned.text })),
    ];
    const { direction } = await this.#complete('customer-assistant', messages, Directed, request.signal);
    return { ...planned, text: direction };
  }

  async speakAsCaller(request: EngineRequest<'customer'>): Promise<CustomerReply> {
    const { view } = request;
    const draft = await this.#resources.base.ask(request);
    const messages = [
      ...this.#customerTalk(view),
      asked(this.#resources.prompts.render('customer', 'speak', { direction: view.direction.text, draft: draft.text })),
    ];
    const { text } = await this.#complete('customer', messages, Spoken, request.signal, (reply) => faultOf(reply.text, messages));
    return { ...draft, text };
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

  /**
   * Asks until the reply can be used, at most three times: what was wrong is told to the model.
   * @param check what is wrong with a reply that parses, or null
   * @throws RolecsError `engine-bad-reply`, `engine-call-failed`: the dialogue is rejected with that reason, the run goes on
   */
  async #complete<T>(
    role: Role,
    messages: readonly ChatMessage[],
    schema: z.ZodType<T>,
    signal: AbortSignal | undefined,
    check: (value: T) => string | null = () => null,
  ): Promise<T> {
    const { modelOf, onUsage, onReask } = this.#resources;
    let talk = messages;
    let fault = '';
    for (let attempt = 0; attempt <= RE_ASKS; attempt++) {
      let reply: Awaited<ReturnType<ChatModel['complete']>>;
      try {
        reply = await modelOf(role).complete({ messages: talk, schema, name: role.replace('-', '_'), ...(signal ? { signal } : {}) });
      } catch (error) {
        if (error instanceof CallError) throw new RolecsError('engine-call-failed', `${role}: ${error.message}`, { cause: error });
        throw error;
      }
      onUsage(role, reply.usage);
      const read =
        reply.finishReason === 'length' ? ({ ok: false, error: '回复被截断了，请写短一些' } as const) : readReply(reply.text, schema);
      fault = read.ok ? (check(read.value) ?? '') : read.error;
      if (read.ok && fault === '') return read.value;
      onReask(role, fault);
      const said = reply.text.trim() === '' ? '（空）' : reply.text;
      talk = [...messages, { role: 'assistant', content: said }, asked(`上面的回复不能用：${fault}。请只回复一个符合要求的 JSON 对象。`)];
    }
    throw new RolecsError('engine-bad-reply', `${role}: no usable reply in ${RE_ASKS + 1} tries: ${fault}`);
  }
}

const WAITED_FOR = { question: '一个问题', worry: '一句心里话', demand: '一个要求', tangent: '一句题外话' } as const;
const SPEAKER_PREFIX = /^(客服|客户|助手|坐席)\s*[：:]/;
const ROLE_BREAK = /语言模型|人工智能助手|作为(一[个名位款])?AI|导演提示/;
const SHORTEST_ECHO = 12;

function asked(content: string): ChatMessage {
  return { role: 'user', content };
}

/** What is wrong with an utterance, in words for the model; null when nothing is. */
function faultOf(text: string, messages: readonly ChatMessage[]): string | null {
  if (SPEAKER_PREFIX.test(text.trim())) return '不要写说话人前缀';
  if (ROLE_BREAK.test(text)) return '不要跳出角色';
  if (text.length >= SHORTEST_ECHO && messages.at(-1)?.content.includes(text) && messages.at(-1)?.content.indexOf(text) === 0)
    return '不要照抄提示';
  return null;
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
