import { speakAsCaller } from '../agents/customer.js';
import { adviseCustomer } from '../agents/customer-assistant.js';
import { moveMood, nameEmotion } from '../agents/mood.js';
import { planDialogue } from '../agents/planner.js';
import { speakForBank } from '../agents/supporter.js';
import { adviseSupporter } from '../agents/supporter-assistant.js';
import type { CustomerAct, CustomerTurn, SupporterTurn } from '../domain/conversation.js';
import type { FinishReason, Outcome } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import type { StrategyCode } from '../domain/strategy.js';
import type { Agenda, Engine, Role } from '../engine/port.js';
import { createStream } from '../random/stream.js';
import type { DialogueState } from './dialogue-state.js';
import { type Limits, rule } from './guard.js';
import { afterCustomer, afterSupporter } from './ledger.js';
import { viewForCustomerSide, viewForPlanner, viewForSupporterSide } from './views.js';

/** What the steps of a dialogue depend on; the same for all dialogues of a run. */
export interface StepContext {
  engine: Engine;
  seed: number;
  limits: Limits;
  emotions: EmotionModel;
  outcomeOf: (scenario: string, cause: string) => Outcome;
  identityAsksOf: (scenario: string) => readonly string[];
  /** Strategies that answer a question; none when the bank has no answer prepared. */
  answersOf: (scenario: string, question: string) => readonly StrategyCode[];
  /** Share of customers who answer the goodbye with a short farewell. */
  farewellShare: number;
  signal?: AbortSignal;
}

/** One step of one dialogue: a pure function of state and context, apart from what an engine does to answer. */
export type Step = (state: DialogueState, context: StepContext) => Promise<DialogueState>;

/** Utterances kept for what is due before the end. */
const ROOM_TO_END = 10;

export const planStep: Step = async (state, context) => {
  const plan = await planDialogue(viewForPlanner(state), tools(state, context, 'planner'));
  return { ...state, plan, waitingFor: 'supporter' };
};

/** The assistant proposes, the guard decides. */
export const adviseSupporterStep: Step = async (state, context) => {
  const view = viewForSupporterSide(state, context.seed);
  const advice = await adviseSupporter(view, tools(state, context, 'supporter'));
  const { decision, overridden, capped } = rule(state, advice, context.limits);
  const rules = advice.unknown === undefined ? overridden : ['unknown-strategy', ...overridden];
  const overrides: Record<string, number> = { ...state.overrides };
  for (const name of rules) overrides[name] = (overrides[name] ?? 0) + 1;
  return { ...state, decision, overrides, finishReason: capped ? 'max_utterances' : state.finishReason };
};

export const supporterStep: Step = async (state, context) => {
  const { decision } = state;
  if (!decision) throw new RolecsError('state-undecided', 'the supporter is to speak and no strategy is decided');
  const view = { ...viewForSupporterSide(state, context.seed), strategy: decision.strategy };
  const reply = await speakForBank(view, tools(state, context, 'supporter'));
  const turn: SupporterTurn = { speaker: 'supporter', text: reply.text, act: reply.act, ...decision };
  const closes = decision.strategy === 'AC';
  const farewell =
    closes && roomForFarewell(state, context) && createStream(`${streamName(state, context)}/farewell`).chance(context.farewellShare);
  return {
    ...state,
    transcript: [...state.transcript, turn],
    ledger: afterSupporter(state.ledger, reply.act, reply.lines, reply.mentions, silentBefore(state, reply.act.id)),
    decision: null,
    finishReason: closes ? (state.finishReason ?? closedBy(state)) : state.finishReason,
    waitingFor: closes && !farewell ? 'done' : 'customer',
  };
};

export const adviseCustomerStep: Step = async (state, context) => {
  const { scenario, cause, persona, path } = state.combination;
  const heard = state.transcript.at(-1);
  if (heard?.speaker !== 'supporter')
    throw new RolecsError('state-out-of-turn', 'the customer is to answer and the supporter has not spoken');
  const outcome = context.outcomeOf(scenario, cause);
  const settles = !state.settled && (heard.act.id === path.spine.at(-1) || ['feedback', 'follow', 'close'].includes(heard.act.kind));
  const mood = moveMood(state.mood, heard, persona.difficulty.volatility, settles ? outcome : null, context.emotions);
  const moved = { ...state, mood, settled: state.settled || settles };
  const view = { ...viewForCustomerSide(moved, context.seed, outcome, context.emotions), agenda: timelyAgenda(moved, context) };
  return { ...moved, direction: await adviseCustomer(view, tools(state, context, 'customer-assistant')) };
};

export const customerStep: Step = async (state, context) => {
  const { direction, combination, transcript, ledger, agenda } = state;
  if (!direction) throw new RolecsError('state-undirected', 'the customer is to speak and has no direction');
  const outcome = context.outcomeOf(combination.scenario, combination.cause);
  const { goal: _goal, ...view } = viewForCustomerSide(state, context.seed, outcome, context.emotions);
  const reply = await speakAsCaller({ ...view, direction }, tools(state, context, 'customer'));
  const heard = transcript.at(-1);
  const turn: CustomerTurn = {
    speaker: 'customer',
    text: reply.text,
    direction: direction.text,
    emotion: nameEmotion(state.mood, context.emotions),
    act: reply.act,
  };
  const refused = heard?.speaker === 'supporter' ? heard.act.id : null;
  return {
    ...state,
    transcript: [...transcript, turn],
    ledger: afterCustomer(ledger, reply.act, reply.lines, context.identityAsksOf(combination.scenario), transcript.length, refused),
    agenda: afterSpeaking(agenda, reply.act, refused, transcript.length),
    direction: null,
    waitingFor: heard?.speaker === 'supporter' && heard.strategy === 'AC' ? 'done' : 'supporter',
  };
};

function withoutDetour(agenda: Agenda, beat: string | null): Agenda {
  return { ...agenda, detours: Object.fromEntries(Object.entries(agenda.detours).filter(([id]) => id !== beat)) };
}

/**
 * The agenda without what the supporter could not take up right now: nobody is made to ask for a third line of one strategy in a row, or for
 * anything to be said again when the end is near. What is held back comes up later.
 */
function timelyAgenda({ transcript, agenda: intended, combination, settled }: DialogueState, { limits, answersOf }: StepContext): Agenda {
  // What was forgotten matters no more once the matter is settled.
  const agenda = settled ? { ...intended, forgotten: [] } : intended;
  const lines = transcript.filter((turn) => turn.speaker === 'supporter');
  const { maxRun } = limits.framework;
  const recent = new Set(lines.slice(-maxRun).map(({ strategy }) => strategy));
  const [full] = lines.length >= maxRun && recent.size === 1 ? recent : [];
  const nearEnd = transcript.length + ROOM_TO_END > limits.maxUtterances;
  if (full === undefined && !nearEnd) return agenda;
  const canAnswer = (question: string) => answersOf(combination.scenario, question).some((strategy) => strategy !== full);
  return { ...agenda, detours: {}, questions: agenda.questions.filter(canAnswer) };
}

/** What the customer still means to do, after a line of its own at utterance `at` in answer to `heard`. */
function afterSpeaking(
  agenda: Agenda,
  { raises: raised, recalls, answer, unclear }: CustomerAct,
  heard: string | null,
  at: number,
): Agenda {
  const without = (ids: readonly string[]) => (raised ? ids.filter((id) => id !== raised.id) : ids);
  const strayed = heard !== null && (unclear !== null || answer === 'vague' || answer === 'forgotten');
  const forgotten = agenda.forgotten.filter(({ id }) => id !== recalls);
  return {
    questions: without(agenda.questions),
    worries: without(agenda.worries),
    // An argued demand stays until the refusal has been heard, so that the customer can argue.
    demand: agenda.demand,
    tangents: agenda.tangents - (raised?.kind === 'tangent' ? 1 : 0),
    detours: strayed ? withoutDetour(agenda, heard).detours : agenda.detours,
    forgotten: heard !== null && answer === 'forgotten' ? [...forgotten, { id: heard, at }] : forgotten,
  };
}

/** Steps of the backbone that were done without a word before this beat: known to be done once it is said. */
function silentBefore({ combination: { path } }: DialogueState, id: string | null): readonly string[] {
  const place = id === null ? -1 : path.spine.indexOf(id);
  return place > 0 || (place === 0 && path.spine.length === 1) ? path.silent : [];
}

function closedBy({ transcript }: DialogueState): FinishReason {
  const last = transcript.at(-1);
  return last?.speaker === 'customer' && last.act.ends ? 'closed_by_customer' : 'closed_by_supporter';
}

function roomForFarewell({ transcript }: DialogueState, { limits }: StepContext): boolean {
  return transcript.length + 2 <= limits.maxUtterances;
}

function streamName({ combination, transcript }: DialogueState, { seed }: StepContext): string {
  return `${seed}/${combination.index}/${combination.attempt}/${transcript.length}`;
}

/** Assistant and supporter share a stream name, so that both see the same order of moves. */
function tools(state: DialogueState, context: StepContext, role: Role) {
  const { engine, signal } = context;
  return { engine, stream: createStream(`${streamName(state, context)}/${role}`), ...(signal ? { signal } : {}) };
}
