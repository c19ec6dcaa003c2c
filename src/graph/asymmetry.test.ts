import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES, STRATEGY_CODES } from '../domain/strategy.js';
import { TOPIC_IDS } from '../domain/topic.js';
import type { BankView, CustomerAssistantView, CustomerView, Engine, Role } from '../engine/port.js';
import { type DialogueWorld, loadRealWorld } from '../testing/dialogue-world.js';
import type { Facts } from '../topics/fact-forms.js';
import type { DialogueState } from './dialogue-state.js';

/** Whole dialogues over the real data, this many of each topic; every view that goes over the port is kept. */
const DIALOGUES_A_TOPIC = 5;

const IDENTITY_FACTS = ['surname', 'title', 'name', 'card_tail', 'phone_tail', 'id_tail', 'today'];
const BANK_VIEW_KEYS = [
  'place',
  'scenario',
  'cause',
  'facts',
  'tellable',
  'records',
  'policy',
  'transcript',
  'ledger',
  'due',
  'spine',
  'extras',
];
const CUSTOMER_VIEW_KEYS = [
  'place',
  'persona',
  'scenario',
  'cause',
  'facts',
  'description',
  'knows',
  'transcript',
  'ledger',
  'mood',
  'emotion',
  'satisfied',
];

interface Seen<View> {
  role: Role;
  view: View;
  /** Every key of the view, at any depth, and every string value, with their paths. */
  keys: { path: string; key: string }[];
  strings: { path: string; text: string }[];
  /** The dialogue as it ended. */
  state: DialogueState;
}

let bankSeen: Seen<BankView>[];
let customerSeen: Seen<CustomerAssistantView | CustomerView>[];
let played: readonly DialogueState[];

beforeAll(async () => {
  const world = loadRealWorld({ seed: 5 });
  const views: { role: Role; view: unknown; index: number }[] = [];
  const recording: Engine = {
    ask: (request) => {
      if ('place' in request.view) views.push({ role: request.role, view: request.view, index: request.view.place.index });
      return world.engine.ask(request);
    },
  };
  played = await world.play(firstOfEveryTopic(world), { engine: recording });
  const byIndex = new Map(played.map((state) => [state.combination.index, state]));
  const seen = views.map(({ role, view, index }) => {
    const state = byIndex.get(index) as DialogueState;
    return { role, view, state, ...contentsOf(view) };
  });
  bankSeen = seen.filter(({ role }) => role.startsWith('supporter')) as Seen<BankView>[];
  customerSeen = seen.filter(({ role }) => role.startsWith('customer')) as Seen<CustomerView>[];
});

function firstOfEveryTopic(world: DialogueWorld): DialogueState[] {
  const chosen: DialogueState[] = [];
  for (let index = 0; chosen.length < DIALOGUES_A_TOPIC * TOPIC_IDS.length; index++) {
    const state = world.begin(index);
    if (chosen.filter(({ combination }) => combination.topic === state.combination.topic).length < DIALOGUES_A_TOPIC) chosen.push(state);
  }
  return chosen;
}

function contentsOf(value: unknown): Pick<Seen<unknown>, 'keys' | 'strings'> {
  const keys: { path: string; key: string }[] = [];
  const strings: { path: string; text: string }[] = [];
  const walk = (part: unknown, path: string): void => {
    if (typeof part === 'string') strings.push({ path, text: part });
    if (part === null || typeof part !== 'object') return;
    for (const [key, inner] of Object.entries(part)) {
      if (!Array.isArray(part)) keys.push({ path, key });
      walk(inner, `${path}.${key}`);
    }
  };
  walk(JSON.parse(JSON.stringify(value)), '');
  return { keys, strings };
}

/** Breaches, each told once: which side, what, where. */
function breaches<View>(seen: readonly Seen<View>[], find: (one: Seen<View>) => string[]): string[] {
  return [...new Set(seen.flatMap((one) => find(one).map((text) => `${one.role} in ${one.state.combination.scenario}: ${text}`)))];
}

const shown = ({ path, text }: { path: string; text: string }) => `${path.replace(/\d+/g, 'n')} "${text.slice(0, 40)}"`;
const holding = <View>(one: Seen<View>, texts: readonly string[]) =>
  one.strings.filter(({ text }) => texts.some((wanted) => text.includes(wanted))).map(shown);
const keyed = <View>(one: Seen<View>, names: readonly string[]) =>
  // Below `facts` stand the names that authors give to facts.
  one.keys
    .filter(({ path, key }) => path !== '.facts' && !path.startsWith('.facts.') && names.includes(key))
    .map(({ path, key }) => `${path.replace(/\d+/g, 'n')}.${key}`);

/** Forms long enough to be told from chance: 手机银行, 2600元, not 2. */
function tellingForms(facts: Facts, names: Iterable<string>, known: Iterable<string>): string[] {
  const open = new Set([...known].flatMap((name) => Object.values(facts[name] ?? {})));
  return [...names].flatMap((name) =>
    Object.values(facts[name] ?? {}).filter((form) => form.length >= 4 && ![...open].some((other) => other.includes(form))),
  );
}

function withDerived(names: Iterable<string>, derived: Readonly<Record<string, readonly string[]>>): Set<string> {
  const known = new Set(names);
  for (const [name, inputs] of Object.entries(derived)) if (inputs.every((input) => known.has(input))) known.add(name);
  return known;
}

/** Facts that the supporter has no way of knowing yet. */
function unknownToBank({ view, state: { combination } }: Seen<BankView>): string[] {
  const known = withDerived([...IDENTITY_FACTS, ...combination.recordedFacts, ...view.ledger.told], combination.derivedFacts);
  return Object.keys(combination.facts).filter((name) => !known.has(name));
}

/** Facts that only the bank knows so far: in the records or following from them, neither the customer's own nor told to it. */
function unknownToCustomer({ view, state: { combination } }: Seen<CustomerAssistantView | CustomerView>): string[] {
  const { recordedFacts, knownFacts, derivedFacts } = combination;
  const open = new Set([...IDENTITY_FACTS, ...knownFacts, ...view.ledger.disclosed, ...view.ledger.told]);
  const hidden = new Set(recordedFacts.filter((name) => !open.has(name)));
  for (const [name, inputs] of Object.entries(derivedFacts))
    if (!open.has(name) && inputs.some((input) => hidden.has(input))) hidden.add(name);
  return [...hidden];
}

describe('what is played', () => {
  it('is at least 40 dialogues of all topics, most of them to the end', () => {
    expect(new Set(played.map(({ combination }) => combination.topic))).toEqual(new Set(TOPIC_IDS));
    expect(played.length).toBeGreaterThanOrEqual(40);
    expect(played.filter(({ failure }) => failure === null).length).toBeGreaterThan(30);
  });
});

describe('the supporter side', () => {
  it('gets these fields and no others', () => {
    const breach = (one: Seen<BankView>) => {
      const wanted = one.role === 'supporter' ? [...BANK_VIEW_KEYS, 'strategy'] : BANK_VIEW_KEYS;
      return Object.keys(one.view).sort().join() === [...wanted].sort().join() ? [] : [Object.keys(one.view).join()];
    };
    expect(breaches(bankSeen, breach)).toEqual([]);
  });

  it('sees no goal, description, agenda, mood or persona of the customer', () => {
    const names = ['goal', 'description', 'knows', 'agenda', 'mood', 'level', 'satisfied', 'persona', 'difficulty', 'language_style'];
    expect(breaches(bankSeen, (one) => keyed(one, names))).toEqual([]);
    expect(
      breaches(bankSeen, (one) => {
        const { plan, combination } = one.state;
        return plan ? holding(one, [plan.goal, plan.description, combination.persona.description, combination.persona.id]) : [];
      }),
    ).toEqual([]);
  });

  it('sees neither the directions nor the named emotions of the customer', () => {
    const named = (one: Seen<BankView>) =>
      one.strings.filter(({ path, text }) => /\.(direction|emotion)$/.test(path) && text !== '').map(shown);
    expect(breaches(bankSeen, named)).toEqual([]);
    const spoken = (one: Seen<BankView>) =>
      holding(
        one,
        one.state.transcript.flatMap((turn) => (turn.speaker === 'customer' ? [turn.direction] : [])),
      );
    expect(breaches(bankSeen, spoken)).toEqual([]);
  });

  it('does not see what the customer means to bring in before it does', () => {
    const ahead = (one: Seen<BankView>) => {
      const { questions, worries, demand } = one.state.combination.path;
      const raised = new Set(
        one.view.transcript.flatMap((turn) => (turn.speaker === 'customer' && turn.act.raises ? [turn.act.raises.id] : [])),
      );
      const planned = [...questions, ...worries, ...(demand ? [demand.id] : [])].filter((id) => !raised.has(id));
      return one.strings.filter(({ text }) => planned.some((id) => text === id || text.includes(`/${id}/`))).map(shown);
    };
    expect(breaches(bankSeen, ahead)).toEqual([]);
  });

  it('gets no fact that was neither told nor recorded', () => {
    const leak = (one: Seen<BankView>) => {
      const unknown = unknownToBank(one);
      return Object.keys(one.view.facts).filter((name) => unknown.includes(name));
    };
    expect(breaches(bankSeen, leak)).toEqual([]);
    const forms = (one: Seen<BankView>) => {
      const { facts } = one.state.combination;
      // What the customer says in its own words is no leak, and rules quote no facts.
      const elsewhere = one.strings.filter(({ path }) => !path.startsWith('.transcript') && !path.startsWith('.policy'));
      return holding({ ...one, strings: elsewhere }, tellingForms(facts, unknownToBank(one), Object.keys(one.view.facts)));
    };
    expect(breaches(bankSeen, forms)).toEqual([]);
  });
});

describe('the customer side', () => {
  it('gets these fields and no others', () => {
    const breach = (one: Seen<CustomerAssistantView | CustomerView>) => {
      const wanted = [...CUSTOMER_VIEW_KEYS, ...(one.role === 'customer' ? ['direction'] : ['goal', 'agenda'])];
      return Object.keys(one.view).sort().join() === wanted.sort().join() ? [] : [Object.keys(one.view).join()];
    };
    expect(breaches(customerSeen, breach)).toEqual([]);
  });

  it('sees no policy and no record', () => {
    expect(breaches(customerSeen, (one) => keyed(one, ['policy', 'records', 'bank_side', 'spine', 'extras', 'due']))).toEqual([]);
    expect(
      breaches(customerSeen, (one) => (one.state.plan ? holding(one, [...one.state.plan.policy, ...one.state.plan.records]) : [])),
    ).toEqual([]);
  });

  it('sees no strategy, by key, code or label', () => {
    expect(breaches(customerSeen, (one) => keyed(one, ['strategy', 'advised', 'strategies']))).toEqual([]);
    const code = new RegExp(`(?<![A-Za-z])(${STRATEGY_CODES.join('|')})(?![A-Za-z])|策略\\d`);
    // The customer's own acknowledgements are filed as `ack-ID` and the like, after what they fit.
    const own = /^ack-[A-Z]{2}#/;
    expect(breaches(customerSeen, (one) => one.strings.filter(({ text }) => code.test(text) && !own.test(text)).map(shown))).toEqual([]);
  });

  it('sees no stage', () => {
    expect(breaches(customerSeen, (one) => keyed(one, ['stage']))).toEqual([]);
    expect(
      breaches(customerSeen, (one) => one.strings.filter(({ text }) => (STAGES as readonly string[]).includes(text)).map(shown)),
    ).toEqual([]);
  });

  it('gets no fact of the bank before it was disclosed', () => {
    const leak = (one: Seen<CustomerAssistantView | CustomerView>) => {
      const unknown = unknownToCustomer(one);
      return Object.keys(one.view.facts).filter((name) => unknown.includes(name));
    };
    expect(breaches(customerSeen, leak)).toEqual([]);
    const forms = (one: Seen<CustomerAssistantView | CustomerView>) =>
      // What a persona earns may hold the digits of an amount; it is the customer's own.
      holding(
        { ...one, strings: one.strings.filter(({ path }) => !path.startsWith('.persona.')) },
        tellingForms(one.state.combination.facts, unknownToCustomer(one), Object.keys(one.view.facts)),
      );
    expect(breaches(customerSeen, forms)).toEqual([]);
  });
});
