import { type Persona, personaValue } from '../../domain/persona.js';
import type { ConditionContext } from '../../language/condition.js';
import { renderTemplate, type Template } from '../../language/template.js';
import type { RandomStream } from '../../random/stream.js';
import { factValue, fillFact } from '../../topics/facts.js';
import type { CustomerSide, CustomerTangent, Timing } from '../../topics/scenario.js';
import type { CustomerAssistantView, CustomerIntent, CustomerView, Direction, HeardTurn } from '../port.js';
import { timingHolds } from './moment.js';
import type { PhraseBook } from './phrase-book.js';

export interface CustomerSources {
  customerOf: (scenario: string) => CustomerSide;
  phrases: PhraseBook;
  hotFrom: number;
}

/** How often a customer brings something in, by what the supporter just did, before its own disposition. */
const RAISE_RATE: Readonly<Record<string, number>> = {
  answer: 0.75,
  beat: 0.6,
  soothe: 0.7,
  hold: 0.5,
  return: 0.8,
  refuse: 0.1,
  'ask-identity': 0.08,
  'restate-question': 0,
  follow: 0.9,
  // The last occasion is taken.
  feedback: 2,
};
/** The same, at least, where something would be out of place after the next steps: when an answer is wanted, and otherwise. */
const FLEETING_RATE = { asked: 0.3, free: 0.75 };
/** Share of those who do not follow that took the line the wrong way, where the file says which. */
const MISTAKEN_SHARE = 0.3;
/** Utterances after which a digression is no longer put off. */
const LATE = 12;
const GIVE_UP_LEVEL = 3.2;
/** Utterances between forgetting something and coming back to it, at least. */
const LINES_UNTIL_RECALL = 2;
const IMPATIENCE: Readonly<Record<Persona['patience'], number>> = { 低: 0.7, 较低: 0.5, 中等: 0.3, 较高: 0.15, 高: 0.05 };

/** The customer assistant: one step, in one sentence. */
export function directCustomer(view: CustomerAssistantView, sources: CustomerSources, stream: RandomStream): Direction {
  const heard = lastSupporterTurn(view);
  const reaction = chooseReaction(view, sources.customerOf(view.scenario), heard, stream);
  const raise = chooseRaise(view, sources, heard, reaction, stream);
  const intent = { reaction, raise };
  return { text: describe(intent, view, sources, stream), intent };
}

function chooseReaction(
  view: CustomerAssistantView,
  customer: CustomerSide,
  heard: HeardSupporter,
  stream: RandomStream,
): CustomerIntent['reaction'] {
  const { persona, agenda, mood, satisfied } = view;
  const { act } = heard;
  switch (act.kind) {
    case 'greet':
      return 'open';
    case 'ask-identity': {
      const careless = (1 - persona.difficulty.cooperation) * 0.3;
      return act.asks.length > 1 && stream.chance(careless) ? 'identify-partly' : 'identify';
    }
    case 'ask-missing-identity':
      return 'identify-rest';
    case 'beat':
      return (
        strayFrom(view, customer, heard, stream) ??
        (act.announces && stream.chance(impatience(view)) ? 'wait' : act.asks.length > 0 ? 'answer' : 'react')
      );
    case 'ask-again':
      return 'answer';
    case 'soothe':
      return 'react-to-care';
    case 'refuse':
      return agenda.demand?.argued ? 'argue' : 'yield';
    case 'hold':
      return 'yield';
    case 'restate-question':
      return 'confirm';
    case 'feedback':
      return !satisfied && mood.level >= GIVE_UP_LEVEL && stream.chance(0.6) ? 'give-up' : 'nothing-more';
    case 'close':
      return 'farewell';
    default:
      return 'react';
  }
}

/** How the customer strays from a beat, if it means to: each detour once. */
function strayFrom(
  { agenda }: CustomerAssistantView,
  customer: CustomerSide,
  { act: { id: beat, announces } }: HeardSupporter,
  stream: RandomStream,
): CustomerIntent['reaction'] | null {
  const detour = beat === null ? undefined : agenda.detours[beat];
  // Whoever waits for a result lets it be told.
  if (beat === null || detour === undefined || announces) return null;
  if (detour !== 'unclear') return detour;
  return customer.replies.get(beat)?.mistaken && stream.chance(MISTAKEN_SHARE) ? 'mistake' : 'lose-thread';
}

/** How likely a customer who is made to wait says so. */
function impatience({ persona, mood }: Pick<CustomerAssistantView, 'persona' | 'mood'>): number {
  return Math.min(0.9, IMPATIENCE[persona.patience] * (0.25 + mood.level / 4));
}

function chooseRaise(
  view: CustomerAssistantView,
  sources: CustomerSources,
  heard: HeardSupporter,
  reaction: CustomerIntent['reaction'],
  stream: RandomStream,
): CustomerIntent['raise'] {
  if (
    ['open', 'argue', 'identify-partly', 'evade', 'forget', 'lose-thread', 'mistake', 'wait', 'give-up', 'farewell', 'confirm'].includes(
      reaction,
    )
  )
    return null;
  if (view.ledger.open.length > 0) return null;
  const customer = sources.customerOf(view.scenario);
  const context = customerContext(view, sources.hotFrom);
  const previous = heard.act.id;
  const { said } = view.ledger;
  const possible = (timing: Timing | undefined): timing is Timing => timing !== undefined && timingHolds(timing, said, previous, context);
  const asked = expectsAnswer(heard);
  // Whoever calls about something waits for a first word on that before asking on.
  const helped = view.transcript.some(tellsSomething);
  const isWindingUp = heard.act.kind === 'follow' || heard.act.kind === 'feedback';

  type Option = { raise: NonNullable<CustomerIntent['raise']>; weight: number; reactive: boolean; fleeting?: boolean };
  const options: Option[] = [];
  const { questions, worries, demand } = view.agenda;
  for (const id of questions) {
    const question = customer.questions.get(id);
    if (possible(question) && (helped || question.upon.length > 0))
      options.push({ raise: { kind: 'question', id }, weight: question.until.length > 0 ? 3 : 1, reactive: question.upon.length > 0 });
  }
  // Neither an offer to come back nor giving way is an occasion for a worry.
  if (heard.act.kind !== 'soothe' && heard.act.kind !== 'follow' && reaction !== 'yield') {
    for (const id of worries) {
      const worry = customer.worries.get(id);
      if (possible(worry))
        options.push({
          raise: { kind: 'worry', id },
          weight: 0.6 + view.mood.level * 0.4,
          reactive: worry.upon.length > 0,
          fleeting: worry.until.length > 0,
        });
    }
  }
  const demanded = demand ? customer.demands.get(demand.id) : undefined;
  // A demand does not stand in for an answer; a bare "is that right?" it may follow, where it will soon be out of place.
  const mayDemand = !asked || (demanded !== undefined && demanded.until.length > 0 && heard.act.asks.length === 0 && !heard.act.awaits);
  if (demand && view.ledger.demandAt === null && mayDemand && possible(demanded)) {
    const late = isWindingUp ? 6 : 2;
    options.push({
      raise: { kind: 'demand', id: demand.id },
      weight: late * (1 + view.mood.level * 0.5),
      reactive: false,
      fleeting: demanded.until.length > 0,
    });
  }
  if (view.agenda.tangents > 0 && view.transcript.length > 4 && !isWindingUp) {
    const tangent = chooseTangent(customer, sources, context, stream);
    if (tangent)
      options.push({ raise: { kind: 'tangent', id: tangent.id }, weight: view.transcript.length > LATE ? 2 : 0.4, reactive: false });
  }
  for (const { id, at } of view.agenda.forgotten) {
    const isMoot = customer.replies.get(id)?.until.some((beat) => said.includes(beat)) ?? false;
    if (view.transcript.length >= at + LINES_UNTIL_RECALL && !asked && !isWindingUp && !isMoot)
      options.push({ raise: { kind: 'recall', id }, weight: 4, reactive: false });
  }
  const reactive = options.filter((option) => option.reactive);
  const pool = reactive.length > 0 && !asked ? reactive : options;
  if (pool.length === 0) return null;

  if (heard.act.announces) return null;
  const usual = asked ? 0.12 : (RAISE_RATE[heard.act.kind] ?? 0.5);
  const rate = options.some(({ fleeting }) => fleeting) ? Math.max(usual, asked ? FLEETING_RATE.asked : FLEETING_RATE.free) : usual;
  const pressing = Math.min(1.3, 0.7 + 0.12 * (questions.length + worries.length + (demand ? 1 : 0)));
  if (reactive.length === 0 && !stream.chance(Math.min(1, rate * pressing))) return null;
  return stream.weighted(pool, (option) => option.weight).raise;
}

/** A digression of this case as likely as any of those that can happen to anybody. */
function chooseTangent(
  customer: CustomerSide,
  { phrases }: CustomerSources,
  context: ConditionContext,
  stream: RandomStream,
): CustomerTangent | null {
  const holding = (tangents: readonly CustomerTangent[]) =>
    tangents.filter(({ condition }) => condition === null || condition.holds(context));
  const sets = [holding(customer.tangents), holding(phrases.tangents)].filter((set) => set.length > 0);
  return sets.length === 0 ? null : stream.pick(stream.pick(sets));
}

/** The digression of an id: one of this case, or one that can happen to anybody. */
export function tangentOf(id: string, customer: CustomerSide, { phrases }: CustomerSources): CustomerTangent | undefined {
  return [...customer.tangents, ...phrases.tangents].find((tangent) => tangent.id === id);
}

function describe(intent: CustomerIntent, view: CustomerAssistantView, sources: CustomerSources, stream: RandomStream): string {
  const customer = sources.customerOf(view.scenario);
  const { reaction, raise } = intent;
  const slots: Record<string, string> = { emotion: view.emotion };
  const render = (template: Template, fill: (slot: string) => string) => renderTemplate(template, fill, (count) => stream.int(count));
  let key: string = reaction;
  if (raise) {
    key = { question: 'ask', worry: 'worry', demand: 'demand', tangent: 'digress', recall: 'recall' }[raise.kind];
    slots.label =
      customer.questions.get(raise.id)?.label ??
      customer.worries.get(raise.id)?.label ??
      tangentOf(raise.id, customer, sources)?.label ??
      raise.id;
    const demand = customer.demands.get(raise.id);
    slots.demand = demand ? render(demand.text, (slot) => fillFact(view.facts, slot) ?? '') : '';
  }
  const pool = sources.phrases.directions(key);
  const line = stream.pick(pool.lines);
  return render(line.template, (slot) => slots[slot] ?? '');
}

/** What a customer's lines may depend on: mood, profile, facts of its own case. */
export function customerContext(
  view: Pick<CustomerView, 'mood' | 'satisfied' | 'ledger' | 'persona' | 'facts' | 'cause'>,
  hotFrom: number,
): ConditionContext {
  const hot = view.mood.level >= hotFrom;
  return {
    flag: (name) => (name === 'hot' ? hot : name === 'calm' ? !hot : name === 'satisfied' ? view.satisfied : false),
    said: (id) => view.ledger.said.includes(id),
    value: (name) => {
      if (name === 'cause') return view.cause;
      if (name.startsWith('persona.')) return personaValue(view.persona, name.slice('persona.'.length));
      return factValue(view.facts, name);
    },
  };
}

const ASKS_NOTHING_NEW: ReadonlySet<string> = new Set(['feedback', 'check-in', 'greet']);

/** The end of an offer that waits for a yes without asking for it. */
const OFFER = /(点个?头|[说应吱]一声|您说行|同意|愿意|[要用]的话|您定|您拿主意|听您的)[^。？！]*。$/;

/** Whether the supporter's line wants an answer: it asks for something, offers, leaves a choice, or waits for a yes. */
export function expectsAnswer({ act, text }: HeardSupporter): boolean {
  return act.asks.length > 0 || act.awaits === true || ((text.endsWith('？') || OFFER.test(text)) && !ASKS_NOTHING_NEW.has(act.kind));
}

/** Whether a line brings the matter forward, as far as a listener can tell: it is no question, comfort or formality. */
function tellsSomething(turn: HeardTurn): boolean {
  return turn.speaker === 'supporter' && ['beat', 'answer'].includes(turn.act.kind) && !turn.text.endsWith('？');
}

export type HeardSupporter = Extract<HeardTurn, { speaker: 'supporter' }>;
export function lastSupporterTurn(view: { transcript: readonly HeardTurn[] }): HeardSupporter {
  const turn = view.transcript.findLast((candidate) => candidate.speaker === 'supporter');
  if (!turn) throw new Error('the supporter speaks first');
  return turn as HeardSupporter;
}
