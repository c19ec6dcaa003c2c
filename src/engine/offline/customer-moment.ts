import { type Persona, personaValue } from '../../domain/persona.js';
import type { ConditionContext } from '../../language/condition.js';
import { factValue } from '../../topics/facts.js';
import type { CustomerSide, CustomerTangent } from '../../topics/scenario.js';
import type { CustomerView, HeardTurn } from '../port.js';
import type { PhraseBook } from './phrase-book.js';

export interface CustomerSources {
  customerOf: (scenario: string) => CustomerSide;
  phrases: PhraseBook;
  hotFrom: number;
}

/** Stands in an operation's line between the announcement and what came of it. */
export const LOOKED_UP = '……';

/** The patient show anger only when there is more of it. */
const RESTRAINT: Readonly<Record<Persona['patience'], number>> = { 低: 0, 较低: 0, 中等: 0, 较高: 0.5, 高: 1 };

/** Whether a customer sounds heated. */
export function isHeated({ mood, persona }: Pick<CustomerView, 'mood' | 'persona'>, hotFrom: number): boolean {
  return mood.level >= hotFrom + RESTRAINT[persona.patience];
}

/** What a customer's lines may depend on: mood, profile, facts of its own case. */
export function customerContext(
  view: Pick<CustomerView, 'mood' | 'satisfied' | 'ledger' | 'persona' | 'facts' | 'cause'>,
  hotFrom: number,
): ConditionContext {
  const hot = isHeated(view, hotFrom);
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

const ASKS_NOTHING_NEW: ReadonlySet<string> = new Set(['feedback', 'check-in', 'greet', 'follow']);

const OFFER = /(点个?头|[说应吱]一声|您说行|同意|愿意|[要用]的话|您定|您拿主意|听您的)[^。？！]*。$/;

/** Whether a line ends with an offer that waits for a yes without asking for it. */
export function isOffer(text: string): boolean {
  return OFFER.test(text);
}

/** Whether the supporter's line wants an answer: it asks for something, offers, leaves a choice, or waits for a yes. */
export function expectsAnswer({ act, text }: HeardSupporter): boolean {
  return act.asks.length > 0 || act.awaits === true || ((text.endsWith('？') || isOffer(text)) && !ASKS_NOTHING_NEW.has(act.kind));
}

export type HeardSupporter = Extract<HeardTurn, { speaker: 'supporter' }>;
export function lastSupporterTurn(view: { transcript: readonly HeardTurn[] }): HeardSupporter {
  const turn = view.transcript.findLast((candidate) => candidate.speaker === 'supporter');
  if (!turn) throw new Error('the supporter speaks first');
  return turn as HeardSupporter;
}

/** The digression of an id: one of this case, or one that can happen to anybody. */
export function tangentOf(id: string, customer: CustomerSide, { phrases }: CustomerSources): CustomerTangent | undefined {
  return [...customer.tangents, ...phrases.tangents].find((tangent) => tangent.id === id);
}

/** Whether the reaction to this beat tells something nobody has said yet, or what the customer has just done: then it is not left out. */
export function owesReply(
  { ledger: { told, disclosed } }: Pick<CustomerView, 'ledger'>,
  customer: CustomerSide,
  beat: string | null,
): boolean {
  const replies = beat === null ? undefined : customer.replies.get(beat);
  if (replies === undefined) return false;
  return (
    replies.now ||
    replies.reply.lines.some((line) => [...line.slots, ...line.deciding].some((fact) => !told.includes(fact) && !disclosed.includes(fact)))
  );
}
