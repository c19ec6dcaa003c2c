import type { ConditionContext } from '../../language/condition.js';
import type { RandomStream } from '../../random/stream.js';
import type { CustomerSide, CustomerTangent, Timing } from '../../topics/scenario.js';
import type { CustomerAssistantView, CustomerIntent, HeardTurn } from '../port.js';
import { type CustomerSources, customerContext, expectsAnswer, type HeardSupporter, owesReply } from './customer-moment.js';
import { timingHolds } from './moment.js';

/** How often a customer brings something in, by what the supporter just did, before its own disposition. */
const RAISE_RATE: Readonly<Record<string, number>> = {
  answer: 0.75,
  beat: 0.6,
  soothe: 0.7,
  hold: 0.5,
  return: 0.8,
  refuse: 0.1,
  'ask-identity': 0,
  'restate-question': 0,
  follow: 0.25,
  // The last occasion is taken.
  feedback: 2,
};
/** The same, at least, where something would be out of place after the next steps: when an answer is wanted, and otherwise. */
const FLEETING_RATE = { asked: 0.3, free: 0.75 };
/** Utterances after which a digression is no longer put off. */
const LATE = 12;
/** Acts that tell something. */
const TELLING: ReadonlySet<string> = new Set(['beat', 'answer']);
/** Utterances between forgetting something and coming back to it, at least. */
const LINES_UNTIL_RECALL = 2;

/** What the customer brings in besides its reaction: a question, a worry, a demand, a digression, something forgotten; or nothing. */
export function chooseRaise(
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
  // Who is asked whether it can follow says so.
  if (view.ledger.open.length > 0 || heard.act.kind === 'check-in') return null;
  const customer = sources.customerOf(view.scenario);
  const context = customerContext(view, sources.hotFrom);
  const previous = heard.act.id;
  const { said } = view.ledger;
  const possible = (timing: Timing | undefined): timing is Timing => timing !== undefined && timingHolds(timing, said, previous, context);
  const comesBack = view.agenda.forgotten.filter(
    ({ id, at }) =>
      view.transcript.length >= at + LINES_UNTIL_RECALL && !customer.replies.get(id)?.until.some((beat) => said.includes(beat)),
  );
  // Whoever has just told who they are adds what has come back to them, and nothing else.
  if (reaction === 'identify' || reaction === 'identify-rest') return comesBack[0] ? { kind: 'recall', id: comesBack[0].id } : null;
  const asked = expectsAnswer(heard);
  // Whoever has something to tell does not change the subject in the same breath.
  const mustTell = owesReply(view, customer, previous);
  // Whoever calls about something waits for a first word on that before asking on.
  const helped = view.transcript.some(tellsSomething);
  const isLate = view.transcript.length > LATE;
  const isWindingUp = heard.act.kind === 'follow' || heard.act.kind === 'feedback';

  type Option = { raise: NonNullable<CustomerIntent['raise']>; weight: number; reactive: boolean; fleeting?: boolean };
  const options: Option[] = [];
  const { questions, worries, demand } = view.agenda;
  for (const id of questions) {
    const question = customer.questions.get(id);
    if (possible(question) && (question.upon.length > 0 || (helped && !asked)))
      options.push({ raise: { kind: 'question', id }, weight: question.until.length > 0 ? 3 : 1, reactive: question.upon.length > 0 });
  }
  // Neither comfort, an offer to come back nor giving way is an occasion for a worry; at the last question only who has not been heard yet voices one.
  const isHeard = view.transcript.some((turn) => turn.speaker === 'supporter' && turn.act.kind === 'soothe');
  const mayWorry = heard.act.kind !== 'soothe' && heard.act.kind !== 'follow' && reaction !== 'yield';
  if (mayWorry && !(heard.act.kind === 'feedback' && isHeard)) {
    for (const id of worries) {
      const worry = customer.worries.get(id);
      if (possible(worry) && (worry.upon.length > 0 || !(mustTell || asked)))
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
  if (demand && view.ledger.demandAt === null && helped && mayDemand && !mustTell && possible(demanded)) {
    const late = isWindingUp ? 6 : 4;
    options.push({
      raise: { kind: 'demand', id: demand.id },
      weight: late * (1 + view.mood.level * 0.5),
      reactive: false,
      fleeting: isLate || demanded.until.length > 0,
    });
  }
  // Small talk comes up where something has been told, and to nobody who owes an answer; who is upset puts it off.
  const isAtEase = TELLING.has(heard.act.kind) && !asked && (isLate || view.mood.level < sources.hotFrom);
  if (view.agenda.tangents > 0 && view.transcript.length > 4 && isAtEase) {
    const tangent = chooseTangent(customer, sources, context, stream);
    if (tangent) {
      options.push({ raise: { kind: 'tangent', id: tangent.id }, weight: isLate ? 4 : 0.4, reactive: false, fleeting: isLate });
    }
  }
  if (!asked && !isWindingUp) {
    for (const { id } of comesBack) options.push({ raise: { kind: 'recall', id }, weight: 4, reactive: false, fleeting: true });
  }
  const reactive = options.filter((option) => option.reactive);
  // Nothing is pushed in between an offer and the yes to it but what is asked about it.
  if (heard.act.awaits && reactive.length === 0) return null;
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

/** Whether a line brings the matter forward, as far as a listener can tell: it is no question, comfort or formality. */
function tellsSomething(turn: HeardTurn): boolean {
  return turn.speaker === 'supporter' && TELLING.has(turn.act.kind) && !turn.text.endsWith('？');
}
