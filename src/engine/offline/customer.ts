import type { CustomerAct } from '../../domain/conversation.js';
import { RolecsError } from '../../domain/errors.js';
import type { Persona } from '../../domain/persona.js';
import type { Pool } from '../../language/line.js';
import type { RandomStream } from '../../random/stream.js';
import { fillFact } from '../../topics/facts.js';
import type { CustomerSide } from '../../topics/scenario.js';
import type { CustomerIntent, CustomerReply, CustomerView } from '../port.js';
import { type CustomerSources, customerContext, expectsAnswer, type HeardSupporter, lastSupporterTurn } from './customer-direction.js';
import { type Moment, type Spoken, speak } from './voice.js';

const PARTICLE_END = /[啊呢吧嘛呗哦呀啦哈哎么][。？，…]*$/;
const SPOKEN_START = /^(喂|你好|您好|哎|那个|是这样|我问|我看|我想|嗯|唉|诶|就|哦|噢|啊|这个|怎么说|反正|行|好|对|等)/;
/** Longer than this, a reaction is not followed by something brought in besides. */
const LONGEST_LEAD = 14;
const LONGEST_UTTERANCE = 48;
const BRIEF_REACTION_SHARE = 0.5;
const ACKNOWLEDGED: Readonly<Record<string, string>> = {
  answer: 'ack-ID',
  beat: 'ack-ID',
  follow: 'ack-RC',
  return: 'ack-OT',
  hold: 'ack-OT',
  refuse: 'ack-OT',
};
const VALUE_LABELS: Readonly<Record<string, string>> = { card_tail: '卡号', phone_tail: '手机', id_tail: '身份证' };

/**
 * The customer: reacts to what was said and brings in what the direction asks for, in one short spoken utterance.
 * @throws RolecsError `engine-no-line` when no authored line fits the moment
 */
export function speakAsCustomer(view: CustomerView, sources: CustomerSources, stream: RandomStream): CustomerReply {
  const customer = sources.customerOf(view.scenario);
  const speech = new CustomerSpeech(view, sources, customer, stream);
  const { reaction, raise } = view.direction.intent;
  const heard = lastSupporterTurn(view);
  const spoken: Spoken[] = [];

  const lead = speech.react(reaction, raise, heard);
  if (lead) spoken.push(lead);
  if (raise) {
    const brought = speech.raise(raise);
    const room = lead === null || lead.text.length <= LONGEST_LEAD || expectsAnswer(heard);
    if (!room) spoken.length = 0;
    if (lead === null || !room || !isLinked(lead)) {
      const link = speech.link(raise, customer, lead !== null && room);
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
  const filler = speech.filler(text);
  if (filler) {
    spoken.push(filler);
    text = filler.text + text;
  }
  if (view.persona.language_style.address === '您') text = text.replace(/你(?!们)/g, '您');
  return { text, act: actOf(view, heard, spoken, sources.hotFrom), lines: spoken.map((part) => part.line) };
}

/** A reaction that ends in a comma carries on into what follows. */
function isLinked(lead: Spoken): boolean {
  return /[，…]$/.test(lead.text);
}

class CustomerSpeech {
  private readonly moment: Moment;

  constructor(
    private readonly view: CustomerView,
    private readonly sources: CustomerSources,
    private readonly customer: CustomerSide,
    stream: RandomStream,
  ) {
    this.moment = {
      place: view.place,
      context: customerContext(view, sources.hotFrom),
      facts: view.facts,
      slots: {},
      mayMention: () => true,
      usedLines: view.ledger.usedLines.customer,
      texts: view.transcript.map((turn) => turn.text),
      stream: stream.fork('speech'),
    };
  }

  react(reaction: CustomerIntent['reaction'], raise: CustomerIntent['raise'], heard: HeardSupporter): Spoken | null {
    const { phrases } = this.sources;
    switch (reaction) {
      case 'open':
        return this.open();
      case 'identify':
        return this.say(phrases.customer(`identity-${heard.act.asks.join('-')}`));
      case 'identify-partly':
        return this.say(phrases.customer('identity-partial'));
      case 'identify-rest':
        return this.utter(phrases.customer(heard.act.kind === 'recheck-identity' ? 'identity-recheck' : 'identity-rest'), {
          value: this.valuesOf(heard.act.asks),
        });
      case 'answer':
        return this.reply(heard, 'reply');
      case 'evade':
        return this.reply(heard, 'vague');
      case 'confirm':
        return this.utter(phrases.customer('ack-RP'));
      case 'argue':
        return this.say(this.customer.demands.get(heard.act.id ?? '')?.push);
      case 'yield':
        return this.say(this.customer.demands.get(heard.act.id ?? '')?.yield);
      case 'react-to-care': {
        const { id } = heard.act;
        const own = id === null ? null : (this.customer.worries.get(id)?.reply ?? this.customer.replies.get(id)?.reply ?? null);
        const brief = this.moment.stream.chance(BRIEF_REACTION_SHARE);
        return (brief ? null : this.say(own)) ?? this.utter(phrases.customer('ack-EM'));
      }
      case 'nothing-more':
        return this.utter(phrases.customer(raise ? 'more-first' : 'nothing-more'));
      case 'give-up':
        return this.utter(phrases.customer('give-up'));
      case 'farewell':
        return this.utter(phrases.customer('bye'));
      case 'react':
        return this.reactTo(heard, raise);
    }
  }

  raise({ kind, id }: NonNullable<CustomerIntent['raise']>): Spoken {
    const tangent = this.sources.phrases.tangents.find((candidate) => candidate.id === id);
    const pool = {
      question: this.customer.questions.get(id)?.ask,
      worry: this.customer.worries.get(id)?.voice,
      demand: this.customer.demands.get(id)?.make,
      tangent: tangent?.voice,
    }[kind];
    const spoken = this.say(pool);
    if (!spoken) throw new RolecsError('engine-no-line', `scenario ${this.view.scenario}: no line raises ${kind} ${id}`);
    return spoken;
  }

  /** What ties something brought in to what went before. */
  link(raise: NonNullable<CustomerIntent['raise']>, customer: CustomerSide, led: boolean): Spoken | null {
    const { phrases } = this.sources;
    const { stream } = this.moment;
    if (raise.kind !== 'question') return null;
    const reactive = (customer.questions.get(raise.id)?.upon.length ?? 0) > 0;
    if (reactive) return led || stream.chance(0.7) ? null : this.utter(phrases.customer('link-react'));
    return stream.chance(0.45) ? this.utter(phrases.customer('link')) : null;
  }

  filler(text: string): Spoken | null {
    const { filler_rate } = this.view.persona.language_style;
    if (this.view.transcript.length < 2 || text.length < 8 || SPOKEN_START.test(text) || !this.moment.stream.chance(filler_rate))
      return null;
    const { reaction, raise } = this.view.direction.intent;
    const searching = reaction === 'answer' || reaction === 'evade' || (raise?.kind === 'question' && reaction === 'react');
    return searching ? this.utter(this.sources.phrases.customer('filler')) : null;
  }

  private open(): Spoken | null {
    const opening = this.say(this.customer.openings);
    if (!opening || SPOKEN_START.test(opening.text)) return opening;
    const opener = this.utter(this.sources.phrases.customer('opener'));
    return opener ? { ...opening, text: opener.text + opening.text } : opening;
  }

  private reactTo(heard: HeardSupporter, raise: CustomerIntent['raise']): Spoken | null {
    const { phrases } = this.sources;
    const { id, kind } = heard.act;
    // Something brought in mostly stands alone: people do not acknowledge before they ask on.
    const owed = expectsAnswer(heard) || this.owesFacts(id);
    if (raise && !owed && (raise.kind === 'demand' || raise.kind === 'worry' || this.moment.stream.chance(0.6))) return null;
    if (kind === 'return') return this.say(phrases.tangents.find((tangent) => tangent.id === id)?.reply ?? phrases.customer('ack-OT'));
    // People say less than a scenario could have them say.
    const brief = !owed && this.moment.stream.chance(BRIEF_REACTION_SHARE);
    const own =
      id === null || brief ? undefined : (this.customer.replies.get(id)?.reply ?? this.customer.questions.get(id)?.reply ?? undefined);
    return (own ? this.say(own) : null) ?? this.utter(phrases.customer(acknowledgement(heard)));
  }

  /** Whether the reaction to this beat tells something nobody has said yet: then it is an answer, and not left out. */
  private owesFacts(id: string | null): boolean {
    const { told, disclosed } = this.view.ledger;
    const lines = id === null ? [] : (this.customer.replies.get(id)?.reply.lines ?? []);
    return lines.some((line) => [...line.slots, ...line.deciding].some((fact) => !told.includes(fact) && !disclosed.includes(fact)));
  }

  private reply(heard: HeardSupporter, which: 'reply' | 'vague'): Spoken | null {
    const replies = this.customer.replies.get(heard.act.id ?? '');
    return this.say(replies?.[which] ?? undefined) ?? this.say(replies?.reply);
  }

  /** A line of the case: of those that are next in turn, the one nearest to the speaker's habits. */
  private say(pool: Pool | null | undefined): Spoken | null {
    return pool ? speak(pool, this.moment, (text) => suitability(text, this.view.persona)) : null;
  }

  /** A connecting word or an acknowledgement: the next in turn, habits aside, else everybody would take the longest. */
  private utter(pool: Pool, slots: Readonly<Record<string, string>> = {}): Spoken | null {
    return speak(pool, { ...this.moment, slots });
  }

  private valuesOf(asks: readonly string[]): string {
    return asks
      .map((item) => {
        const value = fillFact(this.view.facts, item) ?? '';
        return item === 'surname' ? `姓${value}` : `${VALUE_LABELS[item] ?? ''}${value}`;
      })
      .join('，');
  }
}

/** Which pool of acknowledgements fits what was said, as far as a listener can tell. */
function acknowledgement({ act, text }: HeardSupporter): string {
  if (/[对是吗吧]？$/.test(text)) return 'ack-RP';
  if (act.kind === 'beat' || act.kind === 'answer') {
    if (text.includes('……')) return 'ack-RI';
    if (/^(您可以|建议|不妨|您先|要不|您最好)/.test(text)) return 'ack-PS';
  }
  return ACKNOWLEDGED[act.kind] ?? 'ack-ID';
}

/** How well an utterance suits a persona's numeric habits. */
function suitability(text: string, { language_style: style }: Persona): number {
  const length = -Math.abs(Math.log(text.length / style.utterance_chars));
  const particle = PARTICLE_END.test(text) ? style.particle_rate - 0.35 : 0;
  const overlong = text.length > LONGEST_UTTERANCE ? -2 : 0;
  return length + 1.5 * particle + overlong;
}

function actOf(view: CustomerView, heard: HeardSupporter, spoken: readonly Spoken[], hotFrom: number): CustomerAct {
  const { reaction, raise } = view.direction.intent;
  const answersAsked = reaction === 'answer' && heard.act.asks.length > 0;
  return {
    answer:
      reaction === 'identify-partly'
        ? 'partial'
        : reaction === 'evade'
          ? 'vague'
          : answersAsked || reaction.startsWith('identify')
            ? 'full'
            : 'none',
    gives:
      reaction === 'identify' || reaction === 'identify-rest'
        ? heard.act.asks
        : reaction === 'identify-partly'
          ? heard.act.asks.slice(0, 1)
          : [],
    tells: [...new Set([...spoken.flatMap((part) => [...part.mentions, ...part.tells]), ...(answersAsked ? heard.act.asks : [])])],
    raises: raise,
    stance: reaction === 'argue' ? 'argues' : reaction === 'yield' ? 'yields' : null,
    nothingMore: reaction === 'nothing-more' && raise === null,
    ends: reaction === 'give-up',
    heated: view.mood.level >= hotFrom,
    contented: view.satisfied,
  };
}
