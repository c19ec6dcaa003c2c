import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, StrategyCode } from '../domain/strategy.js';
import type { Engine, EngineRequest, Role, Roles, SupporterView } from '../engine/port.js';
import { createStream } from '../random/stream.js';
import { deepFreeze } from './deep-freeze.js';
import type { DialogueWorld } from './dialogue-world.js';

/** An engine under test, and the dialogues it is tried on. */
export interface ConformanceSubject {
  engine: Engine;
  world: DialogueWorld;
  /** Indices of the dialogues that are played. */
  indices: readonly number[];
  /** The same view and stream give the same answer; a model's engine promises no such thing. */
  deterministic: boolean;
}

/** What a request came to: an answer, or what was thrown. */
type Reply = { answer: unknown } | { error: unknown };
/** For every so many-th request of a supporter, all other strategies are tried as well. */
const OTHERS_EVERY = 3;
interface Asked {
  request: EngineRequest<Role>;
  replies: Reply[];
}

/** Contract §3.6 and §3.7, as far as one utterance tells; square brackets hold placeholders only. */
const UNCLEAN = /[()（）{}<>《》`_]|[。，？！；]{2}|null|undefined|NaN|\d{11}|^(客服|客户|助手|坐席)\s*[：:]|\[(?![\u4e00-\u9fff]+\])/;

const Text = z
  .string()
  .min(1)
  .refine((text) => text === text.trim(), 'trimmed')
  .refine((text) => !UNCLEAN.test(text), 'clean');
const Names = z.array(z.string());
const Raised = z.strictObject({ kind: z.enum(['question', 'worry', 'demand', 'tangent']), id: z.string() });
const ANSWERS: { [R in Role]: z.ZodType } = {
  planner: z.strictObject({
    title: z.string().min(1),
    description: z.string().min(1),
    goal: z.string().min(1),
    knows: Names,
    records: Names,
    policy: Names,
    demandText: z.string().nullable(),
  }),
  'supporter-assistant': z.strictObject({ strategy: StrategyCode, alternatives: z.array(StrategyCode) }),
  supporter: z.strictObject({
    text: Text,
    mentions: Names,
    act: z.strictObject({
      kind: z.enum([
        'greet',
        'ask-identity',
        'ask-missing-identity',
        'beat',
        'ask-again',
        'say-again',
        'answer',
        'soothe',
        'refuse',
        'hold',
        'return',
        'restate-question',
        'check-in',
        'feedback',
        'follow',
        'close',
        'other',
      ]),
      id: z.string().nullable(),
      asks: Names,
      announces: z.boolean().optional(),
      awaits: z.boolean().optional(),
    }),
    lines: Names,
  }),
  'customer-assistant': z.strictObject({
    text: z.string().min(1),
    intent: z.strictObject({
      reaction: z.enum([
        'open',
        'identify',
        'identify-partly',
        'identify-rest',
        'answer',
        'evade',
        'forget',
        'lose-thread',
        'mistake',
        'wait',
        'confirm',
        'react',
        'react-to-care',
        'argue',
        'yield',
        'nothing-more',
        'give-up',
        'farewell',
      ]),
      raise: z.union([Raised, z.strictObject({ kind: z.literal('recall'), id: z.string() })]).nullable(),
    }),
  }),
  customer: z.strictObject({
    text: Text,
    act: z.strictObject({
      answer: z.enum(['full', 'partial', 'vague', 'forgotten', 'none']),
      unclear: z.enum(['lost', 'mistaken']).nullable(),
      gives: Names,
      tells: Names,
      raises: Raised.nullable(),
      recalls: z.string().nullable(),
      stance: z.enum(['argues', 'yields']).nullable(),
      nothingMore: z.boolean(),
      ends: z.boolean(),
      heated: z.boolean(),
      contented: z.boolean(),
    }),
    lines: Names,
  }),
};

/**
 * What every engine must do, whatever stands behind it. Plays whole dialogues through the real graph; every view is frozen through and
 * through before the engine gets it.
 */
export function describeEngineConformance(name: string, create: () => ConformanceSubject | Promise<ConformanceSubject>): void {
  describe(`${name}, as every engine,`, () => {
    let subject: ConformanceSubject;
    let asked: Asked[];
    let ended: number;
    const answersOf = <R extends Role>(role: R) =>
      asked.flatMap(({ request, replies: [first] }) =>
        request.role === role && first && 'answer' in first
          ? [{ view: request.view as Roles[R]['view'], answer: first.answer as Roles[R]['answer'] }]
          : [],
      );

    beforeAll(async () => {
      subject = await create();
      ({ asked, ended } = await interview(subject));
    }, 60_000);

    it('plays most dialogues to their end', () => {
      expect(ended).toBeGreaterThanOrEqual(0.8 * subject.indices.length);
    });

    it('gives every role an answer of its shape, with clean utterances', () => {
      const faults = asked.flatMap(({ request, replies: [first] }) => {
        if (!first || 'error' in first) return [];
        const { error } = ANSWERS[request.role].safeParse(first.answer);
        return error ? [`${request.role}: ${JSON.stringify(first.answer)}: ${z.prettifyError(error)}`] : [];
      });
      expect(faults).toEqual([]);
      expect(new Set(asked.map(({ request }) => request.role))).toEqual(new Set(Object.keys(ANSWERS)));
    });

    it('throws nothing but coded errors, also for strategies that nobody proposed', () => {
      const thrown = asked.flatMap(({ replies }) => replies.flatMap((reply) => ('error' in reply ? [reply.error] : [])));
      expect(thrown.filter((error) => !(error instanceof RolecsError))).toEqual([]);
      expect(thrown.filter((error) => !/^[a-z]+(-[a-z]+)+$/.test((error as RolecsError).code))).toEqual([]);
    });

    it('gives the same answer to the same view and stream, if it is deterministic', () => {
      if (!subject.deterministic) return;
      const differing = asked.filter(({ replies: [first, second] }) => second && JSON.stringify(first) !== JSON.stringify(second));
      expect(differing.map(({ request }) => request.role)).toEqual([]);
    });

    it('proposes no strategy twice in one piece of advice', () => {
      const advice = answersOf('supporter-assistant').map(({ answer: { strategy, alternatives } }) => [strategy, ...alternatives]);
      expect(advice.filter((codes) => new Set(codes).size < codes.length)).toEqual([]);
    });

    it('mentions only facts that are in the view', () => {
      const unseen = answersOf('supporter').flatMap(({ view, answer }) => answer.mentions.filter((fact) => !(fact in view.facts)));
      expect(unseen).toEqual([]);
    });

    it('raises only what is on the agenda, and nothing that was raised before', () => {
      const outside = answersOf('customer-assistant').flatMap(({ view: { agenda, transcript }, answer }) => {
        const { raise } = answer.intent;
        if (raise === null || raise.kind === 'tangent') return raise && agenda.tangents < 1 ? [raise] : [];
        const forgotten = agenda.forgotten.map(({ id }) => id);
        const planned =
          raise.kind === 'recall' ? forgotten : [...agenda.questions, ...agenda.worries, ...(agenda.demand ? [agenda.demand.id] : [])];
        const before = transcript.some((turn) => turn.speaker === 'customer' && turn.act.raises?.id === raise.id);
        return planned.includes(raise.id) && !before ? [] : [raise];
      });
      expect(outside).toEqual([]);
    });

    it('lets the customer raise what the direction says', () => {
      const strayed = answersOf('customer').filter(({ view, answer: { act } }) => {
        const raised = act.recalls === null ? act.raises : { kind: 'recall', id: act.recalls };
        return JSON.stringify(raised) !== JSON.stringify(view.direction.intent.raise);
      });
      expect(strayed.map(({ answer }) => answer.act)).toEqual([]);
    });
  });
}

/** Plays the dialogues; every request is put twice, and now and then the supporter is asked for every other strategy besides. */
async function interview({ engine, world, indices, deterministic }: ConformanceSubject): Promise<{ asked: Asked[]; ended: number }> {
  const asked: Asked[] = [];
  const put = async (request: EngineRequest<Role>): Promise<Reply> => {
    try {
      return { answer: await engine.ask({ ...request, stream: createStream(request.stream.name) }) };
    } catch (error) {
      return { error };
    }
  };
  const interviewer: Engine = {
    ask: async <R extends Role>(request: EngineRequest<R>): Promise<Roles[R]['answer']> => {
      const frozen = { ...request, view: deepFreeze(request.view) } as EngineRequest<Role>;
      const first = await put(frozen);
      asked.push({ request: frozen, replies: deterministic ? [first, await put(frozen)] : [first] });
      if (request.role === 'supporter' && deterministic && asked.length % OTHERS_EVERY === 0) {
        for (const strategy of STRATEGY_CODES) {
          const other = { ...frozen, view: deepFreeze({ ...(request.view as SupporterView), strategy }) } as EngineRequest<Role>;
          asked.push({ request: other, replies: [await put(other)] });
        }
      }
      if ('error' in first) throw first.error;
      return first.answer as Roles[R]['answer'];
    },
  };
  const played = await world.play(
    indices.map((index) => world.begin(index)),
    { engine: interviewer },
  );
  return { asked, ended: played.filter(({ failure }) => failure === null).length };
}
