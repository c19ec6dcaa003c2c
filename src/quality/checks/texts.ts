import { SPEAKERS } from '../../domain/dialogue.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';

const PLACEHOLDER = /\[[\p{Script=Han}]{2,8}\]/gu;
const UNCLEAN: readonly [RegExp, string][] = [
  [/^\s|\s$/, 'begins or ends with a blank'],
  [/[()（）{}｛｝<>＜＞`｀_＿]/, 'holds a forbidden sign'],
  [/[。，？！；]{2}/, 'holds two punctuation marks side by side'],
  [/^(客服|客户|助手|坐席)(人员|专员)?\s*[：:]/m, 'begins with a speaker'],
  [/null|undefined|NaN/, 'holds a value that is none'],
  [/语言模型|人工智能助手|作为(一[个名位款])?AI|角色扮演|策略\d/, 'breaks the role'],
];
const LONGEST_REPEATABLE = 6;

/** Contract §3.6: clean text. Square brackets only around placeholders such as [手机号码]. */
export const checkTextHygiene: Check = {
  name: 'text-hygiene',
  contract: true,
  find: ({ dialogue }) => {
    for (const [position, { text }] of dialogue.entries()) {
      if (text === '') return `utterance ${position} is empty`;
      const broken = UNCLEAN.find(([pattern]) => pattern.test(text));
      if (broken) return `utterance ${position} ${broken[1]}: ${text}`;
      if (/[[\]]/.test(text.replace(PLACEHOLDER, ''))) return `utterance ${position} has square brackets that are no placeholder: ${text}`;
    }
    return null;
  },
};

const LONG_DIGIT_RUN = /[\d０-９]{11}|[零〇幺一二三四五六七八九]{11}/;

/** Contract §3.7: no long digit runs, no e-mail address, no real company name. */
export function checkPrivacy({ companyNames }: QualityRules): Check {
  return {
    name: 'privacy',
    contract: true,
    find: ({ dialogue }) => {
      for (const [position, { text }] of dialogue.entries()) {
        if (LONG_DIGIT_RUN.test(text)) return `utterance ${position} holds 11 or more digits in a row: ${text}`;
        if (/[\w.+-]+@[\w-]+\.\w/.test(text)) return `utterance ${position} holds an e-mail address: ${text}`;
        const name = companyNames.find((candidate) => text.includes(candidate));
        if (name) return `utterance ${position} names ${name}: ${text}`;
      }
      return null;
    },
  };
}

/** Contract §3.8: no utterance longer than six characters occurs twice. */
export const checkRepetition: Check = {
  name: 'repeated-utterance',
  contract: true,
  find: ({ dialogue }) => {
    const seen = new Map<string, number>();
    for (const [position, { text }] of dialogue.entries()) {
      const first = seen.get(text);
      if (first !== undefined && [...text].length > LONGEST_REPEATABLE) return `utterances ${first} and ${position} are the same: ${text}`;
      seen.set(text, position);
    }
    return null;
  },
};

/** Beyond the contract: a supporter line of at most 100 characters, a customer line of at most 70. */
export const checkUtteranceLength: Check = {
  name: 'utterance-length',
  contract: false,
  find: ({ dialogue }) => {
    for (const [position, { text, speaker }] of dialogue.entries()) {
      const limit = speaker === SPEAKERS.supporter ? 100 : 70;
      if ([...text].length > limit) return `utterance ${position} has ${[...text].length} characters, ${limit} at most: ${text}`;
    }
    return null;
  },
};

/** Beyond the contract: nothing a supporter must never say. */
export function checkForbiddenSpeech({ forbidden }: QualityRules): Check {
  const rules = Object.entries(forbidden).map(([name, { pattern, unless }]) => ({
    name,
    pattern: new RegExp(pattern),
    unless: unless === undefined ? null : new RegExp(unless),
  }));
  return {
    name: 'forbidden-speech',
    contract: false,
    find: ({ dialogue }) => {
      for (const [position, { text, speaker }] of dialogue.entries()) {
        if (speaker !== SPEAKERS.supporter) continue;
        for (const sentence of text.split(/[。！？；]/)) {
          const broken = rules.find(({ pattern, unless }) => pattern.test(sentence) && !unless?.test(sentence));
          if (broken) return `utterance ${position}, ${broken.name}: ${text}`;
        }
      }
      return null;
    },
  };
}
