import { RolecsError } from '../../domain/errors.js';
import type { StrategyCode } from '../../domain/strategy.js';
import type { ConditionContext } from '../../language/condition.js';
import { renderTemplate, type Template } from '../../language/template.js';
import type { RandomStream } from '../../random/stream.js';
import { factValue, fillFact } from '../../topics/facts.js';
import type { BankSide } from '../../topics/scenario.js';
import type { Advice, BankView, SupporterReply, SupporterView } from '../port.js';
import { lastCustomerAct } from './moment.js';
import type { Move } from './moves.js';
import type { PhraseBook, Speech } from './phrase-book.js';
import { rankMoves } from './rank-moves.js';
import { echoesIn, type Moment, type Suitability, saidIn, speak, varyEnd, varyStart } from './voice.js';

export interface SupporterSources {
  bankOf: (scenario: string) => BankSide;
  phrases: PhraseBook;
  maxRun: number;
}

/** Formalities are said once in a talk. */
const FORMAL: ReadonlySet<StrategyCode> = new Set(['GT', 'IV', 'FR', 'RC', 'AC']);
/** So many versions are weighed against each other by what of them has been said before. */
const WEIGHED = 3;
/** An echo against a fact that is taken up. */
const ECHO_WEIGHT = 0.3;
/** Characters of a supporter's line: a short one must not win by being short. */
const USUAL_LENGTH = 40;
const LONGEST_WITH_PREFIX = 90;
const NAMING_SHARE = 0.46;
/** How often an answer of the customer is taken up in a word before the next step. */
const UPTAKE_SHARE = 0.85;
const SLOWLY_SHARE = 0.6;
/** Whoever says more than this at the end says how it leaves them. */
const LONGEST_CURT = 12;
/** Says itself where it is known from. */
const SAYS_WHENCE = /查|翻到|找到|调出|记录|系统|显示|看到|看了|看下|登记|核|写着/;
/** Tells a finding as news. */
const FINDS_OUT = /^.{0,6}(查|翻到|找到|找着|记录出来|结果是|结果出来|看到了|弄清了|出来了)/;
/** What that costs against the share of pairs of characters in common, 0 to 1. */
const FOUND_ALREADY = 0.3;
const ALL = Number.POSITIVE_INFINITY;
/** A fact said again that itself says that it comes in other words. */
const BEGINS_ANEW =
  /^(嗯|好|那|我|是我|怪我|这么|简单|直白|通俗|说白|换|一句话|不是|没有|不用|您别|您听|您放心|其实|也就是|就是说|捋|再|刚才|慢)/;

/** The supporter assistant: which strategy comes next, and what else would do. */
export function adviseStrategy(view: BankView, sources: SupporterSources, stream: RandomStream): Advice {
  const strategies = [...new Set(moveOrder(view, sources, stream).map((move) => move.strategy))];
  const [strategy, ...alternatives] = strategies;
  if (strategy === undefined) {
    const open = view.ledger.open.map((raised) => `${raised.kind} ${raised.id}`).join(', ');
    throw new RolecsError(
      'engine-no-move',
      `scenario ${view.scenario}/${view.cause}: nothing to say after ${view.ledger.said.at(-1)}, open: ${open}`,
    );
  }
  return { strategy, alternatives };
}

/**
 * The supporter: says the best move of the given strategy.
 * @throws RolecsError `engine-no-line` when no authored line of that strategy fits the moment
 */
export function speakAsSupporter(view: SupporterView, sources: SupporterSources, stream: RandomStream): SupporterReply {
  const bank = sources.bankOf(view.scenario);
  const moves = moveOrder(view, sources, stream).filter((move) => move.strategy === view.strategy);
  for (const move of moves) {
    const moment = momentOf(view, bank, move, sources, stream);
    const suits = move.act.kind === 'say-again' ? nearestTo(view.transcript.at(-2)?.text ?? '') : suitabilityFor(move.strategy, moment);
    for (const pool of move.pools) {
      const spoken = speak(pool, moment, suits);
      if (!spoken) continue;
      const text = move.strategy === 'RP' ? reworded(spoken.text, sources.phrases.speech, moment.stream) : spoken.text;
      const prefix = prefixFor(view, move, moment, sources, text);
      return {
        text: (prefix?.text ?? '') + text,
        mentions: spoken.mentions,
        act: move.act,
        lines: [spoken.line, ...(prefix?.lines ?? [])],
      };
    }
  }
  const tried = moves.flatMap((move) => move.pools.map((pool) => pool.key)).join(', ');
  throw new RolecsError(
    'engine-no-line',
    `scenario ${view.scenario}/${view.cause}: no ${view.strategy} line fits, tried ${tried || 'nothing'}`,
  );
}

/** Who plays back or comforts takes up what the customer has told; and nobody likes to say a thing twice in the same words. */
function suitabilityFor(strategy: StrategyCode, { ownWords }: Moment): Suitability | undefined {
  if (FORMAL.has(strategy)) return undefined;
  const afresh = (text: string) => -ECHO_WEIGHT * echoesIn(text, ownWords) * (USUAL_LENGTH / text.length) ** 2;
  const told = (mentions: readonly string[]) => new Set(mentions).size;
  switch (strategy) {
    case 'RP':
      return { of: ({ mentions, text }) => told(mentions) + afresh(text), leaning: 1, among: WEIGHED };
    case 'EM':
      // A comfort that says more says more of the case.
      return { of: ({ mentions, text }) => told(mentions) + text.length / 100 + afresh(text), leaning: 0.25, among: 2 };
    default:
      return { of: ({ text }) => afresh(text), leaning: 1, among: WEIGHED };
  }
}

/** Who did not follow is told the same again, in the version nearest to what was said; one that finds it out anew is for the first time. */
function nearestTo(said: string): Suitability {
  const pairs = pairsIn(said);
  const nearness = (text: string) => {
    const own = pairsIn(text);
    return [...own].filter((pair) => pairs.has(pair)).length / own.size;
  };
  return { of: ({ text }) => nearness(text) - (FINDS_OUT.test(text) ? FOUND_ALREADY : 0), leaning: 1, among: ALL, repeats: true };
}

function pairsIn(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

/** 您是说，想… has its subject in the beginning. */
const SUBJECT_IN_START = /^您(是说|的意思是)，[想要怕打觉希不担]/;

function reworded(text: string, { restating: { starts, ends } }: Speech, stream: RandomStream): string {
  const choose = (row: readonly string[]) => stream.pick(row);
  return varyEnd(SUBJECT_IN_START.test(text) ? text : varyStart(text, starts, choose), ends, choose);
}

/** The order found for the assistant serves the supporter too: same moment, same stream. Known by the ledger of its view. */
const orders = new WeakMap<BankView['ledger'], { stream: string; moves: Move[] }>();

function moveOrder(view: BankView, sources: SupporterSources, stream: RandomStream): Move[] {
  const known = orders.get(view.ledger);
  if (known?.stream === stream.name) return known.moves;
  const bank = sources.bankOf(view.scenario);
  const moveSources = {
    bank,
    phrases: sources.phrases,
    maxRun: sources.maxRun,
    context: contextOf(view, bank),
    mayMention: mayMention(view),
  };
  const moves = rankMoves(view, moveSources, stream.fork('moves'));
  orders.set(view.ledger, { stream: stream.name, moves });
  return moves;
}

function contextOf(view: BankView, bank: BankSide): ConditionContext {
  const { heated, contented, nothingMore } = lastCustomerAct(view);
  const voiced = nothingMore && (view.transcript.at(-1)?.text.length ?? 0) > LONGEST_CURT;
  const heard: Readonly<Record<string, boolean>> = { hot: heated, calm: !heated, satisfied: contented, voiced };
  const outcome = bank.causes.get(view.cause)?.outcome;
  return {
    // The supporter hears how the customer speaks; it does not know the profile.
    flag: (name) => heard[name] ?? false,
    said: (id) => view.ledger.said.includes(id),
    value: (name) => (name === 'cause' ? view.cause : name === 'outcome' ? outcome : factValue(view.facts, name)),
  };
}

function momentOf(view: BankView, bank: BankSide, move: Move, sources: SupporterSources, stream: RandomStream): Moment {
  const speech = stream.fork('speech');
  const cause = bank.causes.get(view.cause);
  const plain = (template: Template | undefined) =>
    template === undefined
      ? ''
      : renderTemplate(
          template,
          (slot) => fillFact(view.facts, slot) ?? '',
          (count) => speech.int(count),
        );
  const { texts, by, lastStarts } = saidIn(view.transcript);
  const moment: Moment = {
    place: view.place,
    scenario: view.scenario,
    context: contextOf(view, bank),
    facts: view.facts,
    slots: { ...move.slots, matter: plain(bank.matter), resolution: plain(cause?.resolution) },
    mayMention: mayMention(view),
    usedLines: view.ledger.usedLines.supporter,
    texts,
    ownWords: by.supporter,
    lastStarts: lastStarts.supporter,
    formulas: sources.phrases.speech.formulas,
    stream: speech,
  };
  if (move.act.kind !== 'close') return moment;
  const wish = speak(bank.wishes, moment);
  return { ...moment, slots: { ...moment.slots, ...(wish ? { wish: wish.text } : {}) } };
}

/** What the records show may be told to a verified caller only; what the customer said may be said back. */
function mayMention({ tellable }: BankView): (fact: string) => boolean {
  return (fact) => tellable.includes(fact);
}

/** Whether this tells what a look-up found that the backbone does without: then it is said here that there was one. */
function wasLookedUp(id: string | null, { cause, spine }: BankView, bank: BankSide): boolean {
  const whole = bank.causes.get(cause)?.spine ?? [];
  const before = id === null ? undefined : whole[whole.indexOf(id) - 1];
  return before !== undefined && !spine.includes(before) && bank.beats.get(before)?.strategy === 'RI';
}

/** Which pool leads into saying something once more. */
function repairOf(view: BankView): string {
  return lastCustomerAct(view).unclear === 'mistaken' ? 'set-right-prefix' : 'repeat-prefix';
}

/** Before plainer words: that they come. Once, right after the check: that the identity is confirmed. Now and then: the name. */
function prefixFor(
  view: BankView,
  move: Move,
  moment: Moment,
  sources: SupporterSources,
  text: string,
): { text: string; lines: readonly string[] } | null {
  const { stream } = moment;
  const prefixFrom = (pool: string) => {
    const spoken = speak(sources.phrases.supporter(pool), moment);
    return spoken && spoken.text.length + text.length <= LONGEST_WITH_PREFIX ? { ...spoken, lines: [spoken.line] } : null;
  };
  const { kind } = move.act;
  if (kind === 'say-again') return !BEGINS_ANEW.test(text) && stream.chance(SLOWLY_SHARE) ? prefixFrom(repairOf(view)) : null;
  if (!view.ledger.verified || kind === 'close') return null;
  const { gives, answer, heated } = lastCustomerAct(view);
  const isFinding = kind === 'beat' && wasLookedUp(move.act.id, view, sources.bankOf(view.scenario)) && !SAYS_WHENCE.test(text);
  const finding = isFinding ? prefixFrom('looked-up-prefix') : null;
  const verified = gives.length > 0 ? prefixFrom('verified-prefix') : null;
  if (verified && finding) return { text: verified.text + finding.text, lines: [...verified.lines, ...finding.lines] };
  if (gives.length > 0 || finding) return verified ?? finding;
  const letGo = answer === 'forgotten' && kind === 'beat' ? prefixFrom('forgotten-prefix') : null;
  if (letGo) return letGo;
  // Nobody says 记下了 to somebody who is upset.
  const isTold = !heated && answer === 'full';
  const uptake = kind === 'beat' && move.strategy !== 'RP' && isTold && stream.chance(UPTAKE_SHARE) ? prefixFrom('uptake') : null;
  if (uptake) return uptake;
  const name = fillFact(view.facts, 'name') ?? '';
  const recentlyNamed = view.transcript.slice(-4).some((turn) => turn.text.includes(name));
  if (recentlyNamed || text.includes(name) || text.length + name.length >= LONGEST_WITH_PREFIX || !stream.chance(NAMING_SHARE)) return null;
  return { text: `${name}，`, lines: [] };
}
