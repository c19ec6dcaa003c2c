import { RolecsError } from '../../domain/errors.js';
import type { Pool } from '../../language/line.js';
import type { RandomStream } from '../../random/stream.js';
import { fillFact } from '../../topics/facts.js';
import type { CustomerSide } from '../../topics/scenario.js';
import type { CustomerIntent, CustomerView } from '../port.js';
import { habitsOf, inManner, talkativeness } from './customer-manner.js';
import {
  type CustomerSources,
  customerContext,
  expectsAnswer,
  type HeardSupporter,
  isOffer,
  LOOKED_UP,
  owesReply,
  tangentOf,
} from './customer-moment.js';
import { type Moment, type Spoken, saidIn, speak } from './voice.js';

const SPOKEN_START =
  /^(喂|你好|您好|哎|那个|是这样|我问|我看|我想|嗯|唉|诶|就|哦|噢|啊|这个|怎么说|反正|行|好|对|等|说|其实|不瞒|跟你说|我跟你|我说|不怕|你[不知晓看说]|另外|还有|顺便|趁|再[一问]|刚忘|差点|欸|噢)/;
/** Asks whether it is as said, not whether to do something. */
const IS_THAT_SO = /(对|是|没错|这样|这个意思|不是|对不|是不)[是对吗吧]*？$/;
const BRIEF_REACTION_SHARE = 0.34;
const MOST_BRIEF = 0.9;
/** How much more often the terse leave it at a brief reaction than the talkative: share ∝ talkativeness to the minus this. */
const HABIT_OF_BREVITY = 3.4;
/** How often something brought in is tied to what went before, where it does not follow from it. */
const LINKED_SHARE = 0.45;
/** Something brought in stands alone, without an acknowledgement before it. */
const ALONE_SHARE = 0.3;
const OWN_ENDING_SHARE = 0.85;
const ACKNOWLEDGED: Readonly<Record<string, string>> = {
  answer: 'ack-ID',
  beat: 'ack-ID',
  'check-in': 'ack-check-in',
  follow: 'ack-RC',
  return: 'ack-OT',
  hold: 'ack-OT',
  refuse: 'ack-OT',
};
const VALUE_LABELS: Readonly<Record<string, string>> = { card_tail: '卡号', phone_tail: '手机', id_tail: '身份证' };

/** The words of a customer at one moment: how it reacts, and how it brings something in. */
export class CustomerSpeech {
  private readonly moment: Moment;

  constructor(
    private readonly view: CustomerView,
    private readonly sources: CustomerSources,
    private readonly customer: CustomerSide,
    stream: RandomStream,
  ) {
    const { texts, by, lastStarts } = saidIn(view.transcript);
    this.moment = {
      place: view.place,
      scenario: view.scenario,
      context: customerContext(view, sources.hotFrom),
      facts: view.facts,
      slots: {},
      mayMention: () => true,
      usedLines: view.ledger.usedLines.customer,
      texts,
      ownWords: by.customer,
      lastStarts: lastStarts.customer,
      formulas: sources.phrases.speech.formulas,
      stream: stream.fork('speech'),
    };
  }

  private get briefShare(): number {
    return Math.min(MOST_BRIEF, BRIEF_REACTION_SHARE / talkativeness(this.view.persona) ** HABIT_OF_BREVITY);
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
        return this.utter(phrases.customer('identity-rest'), { value: this.valuesOf(heard.act.asks) });
      case 'answer':
        return this.reply(heard, 'reply');
      case 'evade':
        return this.reply(heard, 'vague');
      case 'forget':
        return this.reply(heard, 'forget');
      case 'mistake':
        return this.reply(heard, 'mistaken');
      case 'lose-thread':
        return this.utter(phrases.customer('askback'));
      case 'wait':
        return this.utter(phrases.customer(heard.text.includes(LOOKED_UP) ? 'waited' : 'waiting'));
      case 'confirm':
        return this.utter(phrases.customer('ack-RP'));
      case 'argue':
        return this.say(this.customer.demands.get(heard.act.id ?? '')?.push);
      case 'yield':
        return this.say(this.customer.demands.get(heard.act.id ?? '')?.yield);
      case 'react-to-care': {
        const { id } = heard.act;
        const own = id === null ? null : (this.customer.worries.get(id)?.reply ?? this.customer.replies.get(id)?.reply ?? null);
        const brief = this.moment.stream.chance(this.briefShare);
        return (
          (brief ? null : this.say(own)) ??
          this.utter(phrases.customer(phrases.speech.customer.calming.test(heard.text) ? 'ack-calming' : 'ack-EM'))
        );
      }
      case 'nothing-more':
        return raise ? this.utter(phrases.customer('more-first')) : this.settle();
      case 'give-up':
        return this.utter(phrases.customer('give-up'));
      case 'farewell':
        return this.utter(phrases.customer('bye'));
      case 'react':
        return this.reactTo(heard, raise);
    }
  }

  raise({ kind, id }: NonNullable<CustomerIntent['raise']>): Spoken {
    const pool = {
      question: this.customer.questions.get(id)?.ask,
      worry: this.customer.worries.get(id)?.voice,
      demand: this.customer.demands.get(id)?.make,
      tangent: tangentOf(id, this.customer, this.sources)?.voice,
      recall: this.customer.replies.get(id)?.recall,
    }[kind];
    const spoken = this.say(pool);
    if (!spoken) throw new RolecsError('engine-no-line', `scenario ${this.view.scenario}: no line raises ${kind} ${id}`);
    return spoken;
  }

  /**
   * What ties something brought in to what went before.
   * @param led whether a reaction stands before it
   * @param text what is brought in
   */
  link({ kind, id }: NonNullable<CustomerIntent['raise']>, led: boolean, text: string): Spoken | null {
    const { phrases } = this.sources;
    const { stream } = this.moment;
    const { questions, worries, tangents } = this.customer;
    const isReactive = ((questions.get(id) ?? worries.get(id))?.upon.length ?? 0) > 0;
    switch (kind) {
      case 'question':
        // 那 is a link of its own.
        if (text.startsWith('那')) return null;
        if (isReactive) return led || stream.chance(0.7) ? null : this.utter(phrases.customer('link-react'));
        return stream.chance(LINKED_SHARE) ? this.utter(phrases.customer('link')) : null;
      case 'worry':
        // Out of the blue nobody says how they feel without a word that it comes now.
        return isReactive || SPOKEN_START.test(text) || !stream.chance(LINKED_SHARE) ? null : this.utter(phrases.customer('link-worry'));
      case 'demand':
        return led && !SPOKEN_START.test(text) ? this.utter(phrases.customer('link-demand')) : null;
      case 'tangent':
        return SPOKEN_START.test(text) || !tangents.some((tangent) => tangent.id === id)
          ? null
          : this.utter(phrases.customer('link-tangent'));
      default:
        return null;
    }
  }

  /** The same line as it comes out of this mouth this time. */
  vary(text: string, heard: HeardSupporter): string {
    const { view, sources, moment } = this;
    const place = view.direction.intent.reaction === 'open' ? 'opening' : expectsAnswer(heard) ? 'answer' : 'other';
    return inManner(text, view.persona, place, sources.phrases.speech, moment);
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
    const owed = expectsAnswer(heard) || owesReply(this.view, this.customer, id);
    if (
      raise &&
      !owed &&
      (kind === 'follow' ||
        raise.kind === 'demand' ||
        raise.kind === 'worry' ||
        this.moment.stream.chance(ALONE_SHARE / talkativeness(this.view.persona)))
    )
      return null;
    if (kind === 'return') return this.say(tangentOf(id ?? '', this.customer, this.sources)?.reply ?? phrases.customer('ack-OT'));
    // People say less than a scenario could have them say.
    const brief = !owed && this.moment.stream.chance(this.briefShare);
    const own =
      id === null || brief ? undefined : (this.customer.replies.get(id)?.reply ?? this.customer.questions.get(id)?.reply ?? undefined);
    return (own ? this.say(own) : null) ?? this.utter(phrases.customer(acknowledgement(heard, phrases.speech.customer.badNews)));
  }

  /** Nothing more to ask: in words of the case mostly. */
  private settle(): Spoken | null {
    const { settled, unsettled } = this.customer;
    const own = this.view.satisfied ? settled : unsettled;
    const inOwnWords = own && this.moment.stream.chance(OWN_ENDING_SHARE) ? this.say(own) : null;
    return inOwnWords ?? this.utter(this.sources.phrases.customer('nothing-more'));
  }

  private reply(heard: HeardSupporter, which: 'reply' | 'vague' | 'forget' | 'mistaken'): Spoken | null {
    return this.say(this.customer.replies.get(heard.act.id ?? '')?.[which]);
  }

  /** A line of the case: of those that are next in turn, the one nearest to the speaker's habits. */
  private say(pool: Pool | null | undefined): Spoken | null {
    if (!pool) return null;
    return speak(pool, this.moment, habitsOf(this.view.persona));
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
function acknowledgement({ act, text }: HeardSupporter, badNews: RegExp): string {
  if (act.kind !== 'check-in' && act.kind !== 'soothe' && text.endsWith('？')) return IS_THAT_SO.test(text) ? 'ack-RP' : 'ack-offer';
  if (act.awaits || (act.kind !== 'follow' && isOffer(text))) return 'ack-offer';
  if ((act.kind === 'beat' || act.kind === 'answer') && !text.includes(LOOKED_UP) && badNews.test(text)) return 'ack-bad-news';
  if (act.kind === 'beat' || act.kind === 'answer') {
    if (text.includes(LOOKED_UP)) return 'ack-RI';
    if (/^(您可以|建议|不妨|您先|要不|您最好)/.test(text)) return 'ack-PS';
  }
  return ACKNOWLEDGED[act.kind] ?? 'ack-ID';
}
