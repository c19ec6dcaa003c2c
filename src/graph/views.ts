import { isSatisfied, nameEmotion } from '../agents/mood.js';
import type { Turn } from '../domain/conversation.js';
import type { Outcome } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, type StrategyCode } from '../domain/strategy.js';
import type { BankView, CustomerAssistantView, HeardTurn, Place, PlannerView } from '../engine/port.js';
import type { Facts } from '../topics/fact-forms.js';
import type { DialogueState } from './dialogue-state.js';

/**
 * An assistant and its speaker see the same moment, and a view is the dearest part of a step: it is made once for both. The last view of a
 * dialogue is known by its transcript and holds only as long as everything it was made from is the same.
 */
type Memory<View> = WeakMap<DialogueState['transcript'], { from: DialogueState; view: View }>;
const bankViews: Memory<BankView> = new WeakMap();
const customerViews: Memory<CustomerSideView> = new WeakMap();

function remember<View>(memory: Memory<View>, state: DialogueState, make: () => View): View {
  const known = memory.get(state.transcript);
  if (known && MADE_FROM.every((key) => known.from[key] === state[key])) return known.view;
  const view = make();
  memory.set(state.transcript, { from: state, view });
  return view;
}
const MADE_FROM = ['combination', 'plan', 'ledger', 'mood'] as const satisfies readonly (keyof DialogueState)[];

/**
 * What each role may see of a dialogue. This is where the asymmetry of knowledge is made: an agent gets its view and nothing else.
 */
export function placeOf({ combination }: DialogueState, seed: number): Place {
  const { index, attempt, rank } = combination;
  return { seed, index, attempt, rank };
}

export function viewForPlanner({ combination }: DialogueState): PlannerView {
  const { persona, topic, scenario, cause, facts, path } = combination;
  return { persona, topic, scenario, cause, facts, demand: path.demand?.id ?? null };
}

/** Bank side: no goal, no agenda, no mood, no direction, no persona. */
export function viewForSupporterSide(state: DialogueState, seed: number): BankView {
  return remember(bankViews, state, () => makeBankView(state, seed));
}

function makeBankView(state: DialogueState, seed: number): BankView {
  const { combination, ledger, transcript } = state;
  const { records, policy } = planOf(state);
  const facts = bankFacts(combination, ledger.told);
  return {
    place: placeOf(state, seed),
    scenario: combination.scenario,
    cause: combination.cause,
    facts,
    tellable: ledger.verified ? Object.keys(facts) : withDerived(['today', ...ledger.told], combination.derivedFacts),
    records,
    policy,
    transcript: transcript.map(asTheBankHears),
    ledger: { ...ledger, usedLines: { ...ledger.usedLines, customer: [] } },
    due: dueOf(state),
    spine: combination.path.spine,
    extras: combination.path.extras,
  };
}

/** A turn is heard again at every later step: it is made once. */
function once<Heard>(make: (turn: Turn) => Heard): (turn: Turn) => Heard {
  const made = new WeakMap<Turn, Heard>();
  return (turn) => {
    const known = made.get(turn);
    if (known !== undefined) return known;
    const heard = make(turn);
    made.set(turn, heard);
    return heard;
  };
}
const asTheBankHears = once((turn): BankView['transcript'][number] =>
  turn.speaker === 'supporter' ? turn : { ...turn, direction: '', emotion: '' },
);
const asTheCustomerHears = once(
  (turn): HeardTurn =>
    turn.speaker === 'supporter'
      ? { speaker: 'supporter', text: turn.text, act: turn.act }
      : { speaker: 'customer', text: turn.text, act: turn.act, direction: turn.direction },
);

/** What assistant and customer both see; the assistant sees the agenda besides. */
type CustomerSideView = Omit<CustomerAssistantView, 'agenda'>;

/** Customer side: no policy, no records, no strategies, no stages. */
export function viewForCustomerSide(state: DialogueState, seed: number, outcome: Outcome, emotions: EmotionModel): CustomerSideView {
  return remember(customerViews, state, () => makeCustomerView(state, seed, outcome, emotions));
}

function makeCustomerView(state: DialogueState, seed: number, outcome: Outcome, emotions: EmotionModel): CustomerSideView {
  const { combination, ledger, transcript, mood } = state;
  const { goal, description, knows } = planOf(state);
  const { persona, scenario, cause } = combination;
  const facts = customerFacts(combination, ledger.disclosed);
  return {
    place: placeOf(state, seed),
    persona,
    scenario,
    cause,
    facts,
    goal,
    description,
    knows,
    transcript: transcript.map(asTheCustomerHears),
    ledger: { ...ledger, usedLines: { ...ledger.usedLines, supporter: [] } },
    mood,
    emotion: nameEmotion(mood, emotions),
    satisfied: isSatisfied(mood, outcome, emotions),
  };
}

/** What the bank knows: its records and what was told. Most lines tell nothing new. */
const bankFacts = latest((combination, told) =>
  pick(combination.facts, withDerived([...IDENTITY_FACTS, ...combination.recordedFacts, ...told], combination.derivedFacts)),
);

/** What the customer knows: all but what stands in the records only and was not disclosed. */
const customerFacts = latest(({ facts, knownFacts, recordedFacts, derivedFacts }, disclosed) => {
  const open = new Set([...IDENTITY_FACTS, ...knownFacts, ...disclosed]);
  const bankOnly = withFollowing(
    recordedFacts.filter((name) => !open.has(name)),
    derivedFacts,
    open,
  );
  return pick(
    facts,
    Object.keys(facts).filter((name) => !bankOnly.has(name)),
  );
});

type Combination = DialogueState['combination'];
/** The last outcome for each dialogue, as long as the list that it was made for is the same. */
function latest(make: (combination: Combination, learnt: readonly string[]) => Facts): typeof make {
  const made = new WeakMap<Combination, { learnt: readonly string[]; facts: Facts }>();
  return (combination, learnt) => {
    const known = made.get(combination);
    if (known?.learnt === learnt) return known.facts;
    const facts = make(combination, learnt);
    made.set(combination, { learnt, facts });
    return facts;
  };
}

/** Planned lines minus those said, per strategy; never below what the combination still demands. */
function dueOf({ combination, transcript }: DialogueState): Record<StrategyCode, number> {
  const due = { ...combination.path.budget } as Record<StrategyCode, number>;
  for (const turn of transcript) if (turn.speaker === 'supporter') due[turn.strategy]--;
  for (const code of STRATEGY_CODES) due[code] = Math.max(0, due[code]);
  return due;
}

const IDENTITY_FACTS: readonly string[] = ['surname', 'title', 'name', 'card_tail', 'phone_tail', 'id_tail', 'today'];

/** Adds what follows from the known facts; facts are derived in the order they are authored. */
function withDerived(names: readonly string[], derived: Readonly<Record<string, readonly string[]>>): string[] {
  const known = new Set(names);
  for (const [name, inputs] of Object.entries(derived)) if (inputs.every((input) => known.has(input))) known.add(name);
  return [...known];
}

/** Adds what nobody can work out without the hidden facts, unless it is known by itself. */
function withFollowing(
  hidden: readonly string[],
  derived: Readonly<Record<string, readonly string[]>>,
  open: ReadonlySet<string>,
): Set<string> {
  const all = new Set(hidden);
  for (const [name, inputs] of Object.entries(derived)) if (!open.has(name) && inputs.some((input) => all.has(input))) all.add(name);
  return all;
}

function pick(facts: Facts, names: readonly string[]): Facts {
  const picked: Record<string, Facts[string]> = {};
  for (const name of names) {
    const forms = facts[name];
    if (forms) picked[name] = forms;
  }
  return picked;
}

function planOf({ plan }: DialogueState) {
  if (!plan) throw new RolecsError('state-unplanned', 'a dialogue reached an agent before it was planned');
  return plan;
}
