import { speakAsCaller } from '../agents/customer.js';
import { adviseCustomer } from '../agents/customer-assistant.js';
import { moveMood, nameEmotion } from '../agents/mood.js';
import { planDialogue } from '../agents/planner.js';
import { speakForBank } from '../agents/supporter.js';
import { adviseSupporter } from '../agents/supporter-assistant.js';
import type { CustomerTurn, SupporterTurn } from '../domain/conversation.js';
import type { FinishReason, Outcome } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
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
  /** Share of customers who answer the goodbye with a short farewell. */
  farewellShare: number;
  signal?: AbortSignal;
}

/** One step of one dialogue: a pure function of state and context, apart from what an engine does to answer. */
export type Step = (state: DialogueState, context: StepContext) => Promise<DialogueState>;

export const planStep: Step = async (state, context) => {
  const plan = await planDialogue(viewForPlanner(state), tools(state, context, 'planner'));
  return { ...state, plan, waitingFor: 'supporter' };
};

/** The assistant proposes, the guard decides. */
export const adviseSupporterStep: Step = async (state, context) => {
  const view = viewForSupporterSide(state, context.seed);
  const advice = await adviseSupporter(view, tools(state, context, 'supporter'));
  const { decision, overridden, capped } = rule(state, advice, context.limits);
  const overrides: Record<string, number> = { ...state.overrides };
  for (const name of overridden) overrides[name] = (overrides[name] ?? 0) + 1;
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
  const view = viewForCustomerSide(moved, context.seed, outcome, context.emotions);
  return { ...moved, direction: await adviseCustomer(view, tools(state, context, 'customer-assistant')) };
};

export const customerStep: Step = async (state, context) => {
  const { direction, combination, transcript, ledger, agenda } = state;
  if (!direction) throw new RolecsError('state-undirected', 'the customer is to speak and has no direction');
  const outcome = context.outcomeOf(combination.scenario, combination.cause);
  const { agenda: _agenda, goal: _goal, ...view } = viewForCustomerSide(state, context.seed, outcome, context.emotions);
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
    agenda: withoutRaised(agenda, reply.act.raises, reply.act.answer === 'vague' ? refused : null),
    direction: null,
    waitingFor: heard?.speaker === 'supporter' && heard.strategy === 'AC' ? 'done' : 'supporter',
  };
};

function withoutRaised(agenda: Agenda, raised: CustomerTurn['act']['raises'], evaded: string | null): Agenda {
  const without = (ids: readonly string[]) => (raised ? ids.filter((id) => id !== raised.id) : ids);
  return {
    questions: without(agenda.questions),
    worries: without(agenda.worries),
    // An argued demand stays until the refusal has been heard, so that the customer can argue.
    demand: agenda.demand,
    tangents: agenda.tangents - (raised?.kind === 'tangent' ? 1 : 0),
    evasive: agenda.evasive.filter((id) => id !== evaded),
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
