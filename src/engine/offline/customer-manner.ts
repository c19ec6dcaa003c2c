import type { Persona } from '../../domain/persona.js';
import type { Speech } from './phrase-book.js';
import { type Moment, type Suitability, startOf, varyStart, withoutParticle, withParticle } from './voice.js';

/** Characters of an utterance of the average customer. */
const AVERAGE_CHARACTERS = 17;
/** A line that is chosen for its length is that much longer than the mean, which short reactions draw down. */
const WRITTEN_TO_SAID = 1.5;
const LONGEST_UTTERANCE = 48;
const PARTICLE_END = /[啊呢吧嘛呗哦呀啦哈哎么][。？，…]*$/;
const PARTICLE_WITHIN = /[啊呀]/;
const YES = /^嗯/;
/** Not every line can take a particle, and some have one: so habits are played out this much wider than they are. */
const PARTICLE_GAIN = 1.6;
const NO_PARTICLES = 0.12;
/** Whoever has a rate below this drops some of the particles that a line was written with. */
const FEW_PARTICLES = 0.3;
/** How often somebody of average length chooses among the next versions; those far from it do so more often. */
const LEAST_LEANING = 0.46;
/** Among how many versions somebody of average length chooses, and how many more a customer e times as talkative or as terse does. */
const LEAST_WEIGHED = 3;
const WEIGHED_MORE = 8;

const YOU_OR_QUOTATION = /“[^”]*”|你(?!们)/g;

/** A line with 您 for 你; other people's words are left as they were said. */
export function politely(text: string): string {
  return text.replace(YOU_OR_QUOTATION, (found) => (found === '你' ? '您' : found));
}

/** How much a customer says, 1 on average. */
export function talkativeness({ language_style }: Persona): number {
  return language_style.utterance_chars / AVERAGE_CHARACTERS;
}

/** What a persona's habits do to the choice among the versions that are next in turn. */
export function habitsOf(persona: Persona): Suitability {
  const peculiarity = Math.abs(Math.log(talkativeness(persona)));
  return {
    of: ({ text }) => suitability(text, persona),
    leaning: LEAST_LEANING + peculiarity,
    among: LEAST_WEIGHED + Math.round(WEIGHED_MORE * peculiarity),
  };
}

/** How well an utterance suits a persona's numeric habits. */
function suitability(text: string, { language_style: style }: Persona): number {
  const length = -Math.abs(Math.log(text.length / (WRITTEN_TO_SAID * style.utterance_chars)));
  const particle = PARTICLE_END.test(text) ? style.particle_rate - 0.35 : 0;
  const overlong = text.length > LONGEST_UTTERANCE ? -2 : 0;
  return length + 1.5 * particle + overlong;
}

/**
 * A line as a persona says it: with another beginning that means the same, other than the lines before had, and an end in keeping with the habit.
 * @param place who opens the talk agrees with nothing; who answers a question does not leave its yes out
 */
export function inManner(
  text: string,
  persona: Persona,
  place: 'opening' | 'answer' | 'other',
  speech: Speech,
  { stream, lastStarts }: Pick<Moment, 'stream' | 'lastStarts'>,
): string {
  const { hesitations, agreements, shortestVaried, particles } = speech.customer;
  const { particle_rate } = persona.language_style;
  const inHabit = (row: readonly string[]) => {
    // The terse leave it out, the talkative draw it out.
    const options = row
      .filter((option) => particle_rate > NO_PARTICLES || !PARTICLE_WITHIN.test(option))
      .filter((option) => option !== '' || place !== 'answer' || !YES.test(text))
      .sort((a, b) => a.length - b.length);
    const fresh = options.filter((option) => !lastStarts.includes(startOf(option)));
    const among = fresh.length > 0 ? fresh : options;
    const half = Math.ceil(among.length / 2);
    return stream.pick(talkativeness(persona) < 1 ? among.slice(0, half) : among.slice(-half));
  };
  // Who speaks first has nothing to agree with: what begins with 就是 there means something else.
  const rows = place === 'opening' ? hesitations : [...hesitations, ...agreements];
  const started = varyStart(text, rows, inHabit, shortestVaried);
  if (stream.chance(PARTICLE_GAIN * (particle_rate - NO_PARTICLES)))
    return withParticle(started, particles, (options) => stream.pick(options));
  return stream.chance(1 - particle_rate / FEW_PARTICLES) ? withoutParticle(started) : started;
}
