import type { CustomerAct } from '../../domain/conversation.js';
import { RolecsError } from '../../domain/errors.js';
import type { Line } from '../../language/line.js';
import type { RandomStream } from '../../random/stream.js';
import type { CustomerSide } from '../../topics/scenario.js';
import type { CustomerIntent, CustomerReply, CustomerView } from '../port.js';
import { politely } from './customer-manner.js';
import { type CustomerSources, expectsAnswer, type HeardSupporter, isHeated, lastSupporterTurn, owesReply } from './customer-moment.js';
import { CustomerSpeech } from './customer-speech.js';
import type { Spoken } from './voice.js';

/** Longer than this, a reaction is not followed by something brought in besides. */
const LONGEST_LEAD = 24;

/**
 * The customer: reacts to what was said and brings in what the direction asks for, in one short spoken utterance.
 * @throws RolecsError `engine-no-line` when no authored line fits the moment
 */
export function speakAsCustomer(view: CustomerView, sources: CustomerSources, stream: RandomStream): CustomerReply {
  const customer = sources.customerOf(view.scenario);
  const speech = new CustomerSpeech(view, sources, customer, stream);
  const { raise } = view.direction.intent;
  let { reaction } = view.direction.intent;
  const heard = lastSupporterTurn(view);
  const spoken: Spoken[] = [];

  let lead = speech.react(reaction, raise, heard);
  if (lead === null && STRAYING.has(reaction)) {
    // Whoever has no words for straying does not stray, and must not be taken to have.
    reaction = heard.act.asks.length > 0 ? 'answer' : 'react';
    lead = speech.react(reaction, raise, heard);
  }
  if (lead) spoken.push(lead);
  if (raise) {
    const brought = speech.raise(raise);
    const room = lead === null || lead.text.length <= LONGEST_LEAD || expectsAnswer(heard) || owesReply(view, customer, heard.act.id);
    if (!room) spoken.length = 0;
    if (lead === null || !room || !isLinked(lead)) {
      const link = speech.link(raise, lead !== null && room, brought.text);
      if (link) spoken.push(link);
    }
    spoken.push(brought);
  }
  let text = spoken.map((part) => part.text).join('');
  if (text === '')
    throw new RolecsError(
      'engine-no-line',
      `scenario ${view.scenario}/${view.cause}: the customer has no line for ${reaction} to ${heard.act.kind} ${heard.act.id}`,
    );
  text = speech.vary(text, heard);
  const filler = speech.filler(text);
  if (filler) {
    spoken.push(filler);
    text = filler.text + text;
  }
  if (view.persona.language_style.address === '您') text = politely(text);
  const heated = isHeated(view, sources.hotFrom) && isAudible(reaction, view, customer, spoken);
  return { text, act: actOf(reaction, view, heard, spoken, heated), lines: spoken.map((part) => part.line) };
}

const STRAYING: ReadonlySet<CustomerIntent['reaction']> = new Set(['evade', 'forget', 'mistake', 'lose-thread']);

/** A reaction that ends in a comma carries on into what follows. */
function isLinked(lead: Spoken): boolean {
  return /[，…]$/.test(lead.text);
}

const ANSWERS: Partial<Record<CustomerIntent['reaction'], CustomerAct['answer']>> = {
  identify: 'full',
  'identify-rest': 'full',
  'identify-partly': 'partial',
  evade: 'vague',
  forget: 'forgotten',
};

/** Reactions in which heat is heard whatever the words. */
const OPENLY: ReadonlySet<CustomerIntent['reaction']> = new Set(['argue', 'give-up']);

const isOfTheHeated = ({ condition }: Line) => condition?.flags.includes('hot') ?? false;

/** Whether the customer has let its heat be heard by now: whoever asks politely is not yet comforted as somebody upset. */
function isAudible(
  reaction: CustomerIntent['reaction'],
  view: CustomerView,
  { openings }: CustomerSide,
  spoken: readonly Spoken[],
): boolean {
  const raised = view.direction.intent.raise?.kind;
  return (
    OPENLY.has(reaction) ||
    // Where nobody opens in heat more than others, every opening is heated.
    (reaction === 'open' && !openings.lines.some(isOfTheHeated)) ||
    raised === 'worry' ||
    raised === 'demand' ||
    spoken.some(({ flags }) => flags.includes('hot')) ||
    view.transcript.some((turn) => turn.speaker === 'customer' && turn.act.heated)
  );
}

function actOf(
  reaction: CustomerIntent['reaction'],
  view: CustomerView,
  heard: HeardSupporter,
  spoken: readonly Spoken[],
  heated: boolean,
): CustomerAct {
  const { raise } = view.direction.intent;
  const answersAsked = reaction === 'answer' && heard.act.asks.length > 0;
  return {
    answer: ANSWERS[reaction] ?? (answersAsked ? 'full' : 'none'),
    unclear: reaction === 'lose-thread' ? 'lost' : reaction === 'mistake' ? 'mistaken' : null,
    gives:
      reaction === 'identify' || reaction === 'identify-rest'
        ? heard.act.asks
        : reaction === 'identify-partly'
          ? heard.act.asks.slice(0, 1)
          : [],
    tells: [...new Set([...spoken.flatMap((part) => [...part.mentions, ...part.tells]), ...(answersAsked ? heard.act.asks : [])])],
    raises: raise === null || raise.kind === 'recall' ? null : { kind: raise.kind, id: raise.id },
    recalls: raise?.kind === 'recall' ? raise.id : null,
    stance: reaction === 'argue' ? 'argues' : reaction === 'yield' ? 'yields' : null,
    nothingMore: reaction === 'nothing-more' && raise === null,
    ends: reaction === 'give-up',
    heated,
    contented: view.satisfied,
  };
}
