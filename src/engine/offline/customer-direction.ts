import type { Persona } from '../../domain/persona.js';
import { renderTemplate, type Template } from '../../language/template.js';
import type { RandomStream } from '../../random/stream.js';
import { fillFact } from '../../topics/facts.js';
import type { CustomerSide } from '../../topics/scenario.js';
import type { CustomerAssistantView, CustomerIntent, Direction } from '../port.js';
import { type CustomerSources, type HeardSupporter, LOOKED_UP, lastSupporterTurn, tangentOf } from './customer-moment.js';
import { chooseRaise } from './customer-raise.js';

/** Share of those who do not follow that took the line the wrong way, where the file says which. */
const MISTAKEN_SHARE = 0.3;
const GIVE_UP_LEVEL = 3.2;
/** Own lines within which a grievance explains that somebody hangs up. */
const LINES_REMEMBERED = 4;
/** A line shorter than this nobody asks to hear again. */
const SHORTEST_LOST = 28;
/** How likely a customer who has had enough hangs up rather than say so. */
const GIVE_UP: Readonly<Record<Persona['patience'], number>> = { 低: 0.8, 较低: 0.7, 中等: 0.55, 较高: 0.35, 高: 0.15 };
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
      return !satisfied && hasShownAnger(view) && mood.level >= GIVE_UP_LEVEL && stream.chance(GIVE_UP[persona.patience])
        ? 'give-up'
        : 'nothing-more';
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
  { act: { id: beat, announces }, text }: HeardSupporter,
  stream: RandomStream,
): CustomerIntent['reaction'] | null {
  const detour = beat === null ? undefined : agenda.detours[beat];
  // Whoever waits for a result lets it be told.
  if (beat === null || detour === undefined || announces) return null;
  if (detour !== 'unclear') return detour;
  if (customer.replies.get(beat)?.mistaken && stream.chance(MISTAKEN_SHARE)) return 'mistake';
  // What has been done needs no following.
  return text.length < SHORTEST_LOST || text.includes(LOOKED_UP) ? null : 'lose-thread';
}

/** Whether the customer is heated and its last words have shown it: nobody hangs up out of the blue. */
function hasShownAnger({ transcript }: CustomerAssistantView): boolean {
  const own = transcript.flatMap((turn) => (turn.speaker === 'customer' ? [turn.act] : [])).slice(-LINES_REMEMBERED);
  const shown = own.some(({ stance, raises }) => stance === 'argues' || raises?.kind === 'worry' || raises?.kind === 'demand');
  return shown && (own.at(-1)?.heated ?? false);
}

/** How likely a customer who is made to wait says so. */
function impatience({ persona, mood }: Pick<CustomerAssistantView, 'persona' | 'mood'>): number {
  return Math.min(0.9, IMPATIENCE[persona.patience] * (0.25 + mood.level / 4));
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
