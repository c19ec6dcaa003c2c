import type { Turn } from '../../domain/conversation.js';
import type { ConditionContext } from '../../language/condition.js';
import type { Line, Pool } from '../../language/line.js';
import { renderTemplate } from '../../language/template.js';
import { permute } from '../../random/permutation.js';
import type { RandomStream } from '../../random/stream.js';
import type { Facts } from '../../topics/fact-forms.js';
import { fillFact } from '../../topics/facts.js';
import type { Place } from '../port.js';
import type { ParticleRules, SpeechRows } from './phrase-book.js';

/** The moment at which something is said: what a line may depend on. */
export interface Moment {
  place: Place;
  /** Id of the case. */
  scenario: string;
  context: ConditionContext;
  facts: Facts;
  /** Slots beyond the facts: `for`, `asks`, `label`, … */
  slots: Readonly<Record<string, string>>;
  /** Whether a fact may be mentioned now. */
  mayMention: (fact: string) => boolean;
  /** Variants used in this dialogue. */
  usedLines: readonly string[];
  /** Texts of the dialogue so far: none longer than six characters is said twice. */
  texts: readonly string[];
  /** What this speaker has said so far, in one text. */
  ownWords: string;
  /** The interjections that this speaker's last lines began with. */
  lastStarts: readonly string[];
  /** Turns of phrase that the speaker uses once at most; a global expression. */
  formulas: RegExp;
  stream: RandomStream;
}

/** What a speaker's habits do to the choice. */
export interface Suitability {
  /** How well what would be said suits the speaker or the moment; higher is better. */
  of: (spoken: Spoken) => number;
  /** Share of choices in which habits are asked at all, 0 to 1; the others take the next version in turn. */
  leaning: number;
  /** So many versions are weighed against each other then; more would let habits outweigh even use. */
  among: number;
  /** Whether saying the same once more is the point. */
  repeats?: boolean;
}

export interface Spoken {
  text: string;
  /** Which variant it is: pool key and number. */
  line: string;
  /** Facts it mentions. */
  mentions: readonly string[];
  tells: readonly string[];
  /** Flags that it was chosen by: `hot` for a line that only the heated say. */
  flags: readonly string[];
}

const LONGEST_REPEATABLE = 6;
/** Utterances back within which not even a short line comes again. */
const JUST_SAID = 6;
/** A run of so many characters that the speaker has used before is noticed: another version is looked for. */
const NOTICED_RUN = 8;
const PROBE = 4;
/** A listener notices that a line begins like one of so many before it. */
const STARTS_NOTICED = 2;
const INTERJECTION = /^(?:(嗯)|(好)|(行)|([哦噢])|(对)|([唉哎])|(成)|(啊))[嗯好行哦噢对唉哎成啊呀吧的嘞了]*[，。！…～]/;

/**
 * Says one version of a pool, or null when none is possible now.
 *
 * Even use without counters: the dialogue's rank within its scenario indexes a keyed permutation of the versions, block after block, so that
 * every version is first choice equally often. Each scenario has its own order, else the first dialogues of all would begin alike. From there on the first versions whose conditions hold are weighed.
 */
export function speak(pool: Pool, moment: Moment, suits?: Suitability): Spoken | null {
  const { lines, key } = pool;
  const { place, scenario, usedLines, texts, ownWords, lastStarts, formulas } = moment;
  const size = lines.length;
  const block = Math.floor(place.rank / size);
  const permutationKey = `${place.seed}/${scenario}/${key}/${block}/${place.attempt}`;
  let best: Spoken | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  let weighed = 0;
  let repeatable: Spoken | null = null;
  let repetitive: Spoken | null = null;
  const justSaid = texts.slice(-JUST_SAID);
  const weighing = suits && moment.stream.chance(Math.min(1, suits.leaning)) ? suits : null;
  for (let step = 0; step < size; step++) {
    const number = permute(permutationKey, size, (place.rank + step) % size);
    const line = lines[number] as Line;
    if (line.condition && !line.condition.holds(moment.context)) continue;
    const used = usedLines.includes(line.name);
    if (used && (line.source.length > LONGEST_REPEATABLE || repeatable !== null)) continue;
    const spoken = render(line, moment);
    if (spoken === null) continue;
    if (spoken.text.length > LONGEST_REPEATABLE && texts.some((text) => text.includes(spoken.text))) continue;
    if (used || (spoken.text.length <= LONGEST_REPEATABLE && justSaid.includes(spoken.text))) {
      repeatable ??= spoken;
      continue;
    }
    const isWorn =
      lastStarts.includes(startOf(spoken.text)) ||
      repeatsItself(spoken.text, ownWords) ||
      spoken.text.match(formulas)?.some((formula) => ownWords.includes(formula));
    if (isWorn && !suits?.repeats) {
      repetitive ??= spoken;
      continue;
    }
    if (weighing === null) return spoken; // the next in turn
    const score = weighing.of(spoken);
    if (score > bestScore) {
      best = spoken;
      bestScore = score;
    }
    weighed++;
    if (weighed >= weighing.among) break;
  }
  // 嗯 and 对 may come again once everything else has been said.
  return best ?? repetitive ?? repeatable;
}

/**
 * A text with its beginning exchanged for another of the same row of beginnings that may stand for each other.
 * @param choose one of a row
 * @param shortest texts shorter than this after their beginning stay as they are
 */
export function varyStart(text: string, rows: SpeechRows, choose: (row: readonly string[]) => string, shortest = 0): string {
  for (const row of rows) {
    const start = row.find((option) => option !== '' && text.startsWith(option));
    if (start !== undefined && text.length - start.length >= shortest) return choose(row) + text.slice(start.length);
  }
  return text;
}

/** The same for the end of a text. An ending that the rest of the text has already is not taken. */
export function varyEnd(text: string, rows: SpeechRows, choose: (row: readonly string[]) => string): string {
  for (const row of rows) {
    const end = row.find((option) => text.endsWith(option));
    if (end === undefined) continue;
    const body = text.slice(0, text.length - end.length);
    return body + choose(row.filter((option) => !body.endsWith(option.replace(/[，？]/g, ''))));
  }
  return text;
}

const LAST_CLAUSE = /([^，。？！…；：]+)([。？！…]+)$/;
const BARE_PARTICLE = /(?<=[^，。？！…；：]{2})(?<!干)[啊呀嘛](?=[。？！]$)/;

/** The text with a particle at its end, or as it is where none fits. */
export function withParticle(text: string, { never, rules }: ParticleRules, choose: (options: readonly string[]) => string): string {
  const [, clause, mark] = LAST_CLAUSE.exec(text) ?? [];
  if (clause === undefined || mark === undefined || mark.startsWith('…') || never.test(clause)) return text;
  const asking = mark.startsWith('？');
  const rule = rules.find((each) => each.asking === asking && each.after.test(clause));
  return rule ? text.slice(0, -mark.length) + choose(rule.add) + mark : text;
}

/** The text without the particle at its end, where it says the same without. */
export function withoutParticle(text: string): string {
  return text.replace(BARE_PARTICLE, '');
}

/** The interjection that a line begins with, one for all its spellings: 嗯嗯， and 嗯， are 嗯; '' where it begins with a word. */
export function startOf(text: string): string {
  return INTERJECTION.exec(text)?.slice(1).find(Boolean)?.replace('噢', '哦').replace('哎', '唉') ?? '';
}

/** What has been said in a talk so far. */
export interface Said {
  readonly texts: readonly string[];
  /** What each side has said, in one text. */
  readonly by: Readonly<Record<Turn['speaker'], string>>;
  /** With which interjections the last lines of each side began. */
  readonly lastStarts: Readonly<Record<Turn['speaker'], readonly string[]>>;
}
type Transcript = readonly Pick<Turn, 'speaker' | 'text'>[];
/** A moment is made for every move that is tried: the talk before it is the same. */
const known = new WeakMap<Transcript, Said>();

export function saidIn(transcript: Transcript): Said {
  let said = known.get(transcript);
  if (said === undefined) {
    const linesOf = (side: Turn['speaker']) => transcript.flatMap(({ speaker, text }) => (speaker === side ? [text] : []));
    const supporter = linesOf('supporter');
    const customer = linesOf('customer');
    const startsOf = (lines: readonly string[]) => lines.slice(-STARTS_NOTICED).map(startOf).filter(Boolean);
    said = {
      texts: transcript.map(({ text }) => text),
      by: { supporter: supporter.join('\n'), customer: customer.join('\n') },
      lastStarts: { supporter: startsOf(supporter), customer: startsOf(customer) },
    };
    known.set(transcript, said);
  }
  return said;
}

/**
 * How much of a text its speaker has said before: pairs of characters apart, runs of four that come again. Whoever may choose says a thing
 * the way it has not been said.
 */
export function echoesIn(text: string, ownWords: string): number {
  let echoes = 0;
  for (let at = 0; at + PROBE <= text.length; at += 2) if (ownWords.includes(text.slice(at, at + PROBE))) echoes++;
  return echoes;
}

/** Whether a text and what its speaker has said before share a run of characters that a listener would notice. */
function repeatsItself(text: string, ownWords: string): boolean {
  // Every run of NOTICED_RUN characters holds a probe in full.
  for (let at = 0; at + PROBE <= text.length; at += PROBE) {
    const probe = text.slice(at, at + PROBE);
    for (let found = ownWords.indexOf(probe); found >= 0; found = ownWords.indexOf(probe, found + 1)) {
      let before = 0;
      while (before < at && found > before && text[at - before - 1] === ownWords[found - before - 1]) before++;
      let after = PROBE;
      while (at + after < text.length && text[at + after] === ownWords[found + after]) after++;
      if (before + after >= NOTICED_RUN) return true;
    }
  }
  return false;
}

function render(line: Line, moment: Moment): Spoken | null {
  const mentions: string[] = line.deciding.filter(moment.mayMention);
  let possible = true;
  const fill = (slot: string): string => {
    const extra = moment.slots[slot];
    if (extra !== undefined) return extra;
    const fact = slot.split(/[.:]/)[0] as string;
    const text = fillFact(moment.facts, slot);
    if (text === null || !moment.mayMention(fact)) possible = false;
    else mentions.push(fact);
    return text ?? '';
  };
  const text = renderTemplate(line.template, fill, (count) => moment.stream.int(count));
  return possible ? { text, line: line.name, mentions, tells: line.tells, flags: line.condition?.flags ?? [] } : null;
}
