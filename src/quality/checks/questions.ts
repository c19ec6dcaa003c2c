import { SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyCode, StrategyFramework } from '../../domain/strategy.js';
import { jaccard, shinglesOf } from '../../text/shingles.js';
import type { Check } from '../gate.js';
import { codesByLabel } from './labels.js';

/** A sentence that asks for something to be told or done. 都三回了？ only echoes, 是吧？ only seeks assent. */
const ASKS = /(什么|啥|怎么|咋|哪|谁|几|多久|多少|多长|多大|能不能|可不可以|是不是|有没有|要不要|行不行|会不会|吗|么)[^，。！；]*？|不？/;
/** Rhetorical: an answer is not what the speaker wants. */
const RHETORICAL =
  /凭什么|怎么(能|可以|这样|这么|搞的|回事啊)|谁(还|敢|受得了|不)|哪(有|还|能|受得)|有什么(用|意思)|还有什么|[怕算]什么|还让不让|不(就|都)?是.{0,8}[吗嘛]？/;
/** Strategies that can answer a question; an identity check in between only delays the answer. */
const ANSWERING: ReadonlySet<StrategyCode> = new Set(['ID', 'PS', 'RI', 'OT', 'RC']);
const LINES_UNTIL_ANSWER = 2;

/** Beyond the contract: every question of the customer is answered within two supporter lines, identity checks not counted. The opening states the matter. */
export function checkQuestionsAnswered(framework: StrategyFramework): Check {
  const codes = codesByLabel(framework);
  return {
    name: 'unanswered-question',
    contract: false,
    find: ({ dialogue }) => {
      for (const [position, { speaker, text }] of dialogue.entries()) {
        if (speaker === SPEAKERS.supporter || position === 1 || position >= dialogue.length - 2) continue;
        if (!ASKS.test(text) || RHETORICAL.test(text)) continue;
        const lines = dialogue.slice(position + 1).flatMap((line) => {
          const code = line.speaker === SPEAKERS.supporter ? codes.get(line.strategy) : undefined;
          return code === undefined || code === 'IV' ? [] : [code];
        });
        if (!lines.slice(0, LINES_UNTIL_ANSWER).some((code) => ANSWERING.has(code)))
          return `the question in utterance ${position} is not answered within ${LINES_UNTIL_ANSWER} supporter lines: ${text}`;
      }
      return null;
    },
  };
}

/** What an identity check may ask for, and how a line asks for it. */
const IDENTITY_ITEMS: Readonly<Record<string, RegExp>> = {
  卡号: /卡号?(的)?(后|末)四位|卡号和|卡号、/,
  手机号: /手机号?(码)?(的)?(后|末)四位|手机(号|尾号)/,
  身份证: /身份证(号)?(的|、|和)?[^，。]{0,8}(后|末)四位/,
};
const FOUR_DIGITS = /(?<!\d)\d{4}(?!\d)/g;
/** Two questions share so much of their character bigrams at most. */
const MOST_ALIKE = 0.6;

/** Beyond the contract: nothing is asked twice. Two questions in much the same words, or an identity item that was given in full. */
export function checkNothingAskedTwice(framework: StrategyFramework): Check {
  const codes = codesByLabel(framework);
  return {
    name: 'repeated-question',
    contract: false,
    find: ({ dialogue }) => {
      const asked: { position: number; bigrams: Set<string> }[] = [];
      const given = new Set<string>();
      for (const [position, line] of dialogue.entries()) {
        if (line.speaker === SPEAKERS.customer) continue;
        const code = codes.get(line.strategy);
        if (code === 'IV') {
          const items = Object.keys(IDENTITY_ITEMS).filter((item) => IDENTITY_ITEMS[item]?.test(line.text));
          const again = items.find((item) => given.has(item));
          if (again) return `utterance ${position} asks for ${again}, which was given: ${line.text}`;
          const answer = dialogue[position + 1]?.text ?? '';
          if (items.length > 0 && (answer.match(FOUR_DIGITS)?.length ?? 0) >= items.length) for (const item of items) given.add(item);
        }
        if (code !== 'PR') continue;
        const bigrams = bigramsOf(line.text);
        const like = asked.find((other) => jaccard(other.bigrams, bigrams) > MOST_ALIKE);
        if (like) return `utterances ${like.position} and ${position} ask the same: ${line.text}`;
        asked.push({ position, bigrams });
      }
      return null;
    },
  };
}

function bigramsOf(text: string): Set<string> {
  return shinglesOf(text.replace(/[，。？！；、]/g, ''), 2);
}
