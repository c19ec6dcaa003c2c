import type { Clause } from './clause.js';

const UNCLEAN: readonly [RegExp, string][] = [
  [/^$/, 'is empty'],
  [/^\s|\s$/u, 'is not trimmed'],
  [/\p{Cc}|\u{FFFD}/u, 'holds a control sign or a broken one'],
  [/[(){}<>`_\uff08\uff09\uff5b\uff5d\uff1c\uff1e\uff40\uff3f]/u, 'holds a bracket, a backtick or an underscore'],
  [/[。，？！；][。，？！；]/u, 'holds two marks side by side'],
  [/^(?:客服|客户|坐席|助手|用户)[^：:，。]{0,4}[：:]/u, 'begins with a speaker'],
  [/null|undefined|NaN/u, 'holds a value that is none'],
  [/策略\s*\d|语言模型|角色扮演|扮演(?:客服|客户)|提示词|(?:作为|我是)[^，。]{0,4}(?:AI|人工智能)/u, 'breaks the role'],
];
/** Square brackets that stand around a name of something left out are taken away; any that remain are wrong. */
const PLACEHOLDER = /\[\p{Script=Han}+\]/gu;

export const cleanText: Clause = {
  kind: '§3.6 clean text',
  find: ({ dialogue }) => {
    for (const [place, { text }] of dialogue.entries()) {
      const fault = UNCLEAN.find(([pattern]) => pattern.test(text))?.[1];
      if (fault) return `utterance ${place} ${fault}: ${text}`;
      if (/[[\]]/.test(text.replaceAll(PLACEHOLDER, ''))) return `utterance ${place} has square brackets around no placeholder: ${text}`;
    }
    return null;
  },
};

/** Eleven digits and more; blanks and hyphens inside do not make a phone number another one. */
const LONG_NUMBER = /\p{Nd}(?:[ -]?\p{Nd}){10}|[零〇幺一二三四五六七八九]{11}/u;
const MAIL_ADDRESS = /[^\s\p{Script=Han}]@[^\s\p{Script=Han}]|艾特/u;

/** @param companyNames of `data/quality.yaml`: there is no second list of real companies to hold against it */
export function privacy(companyNames: readonly string[]): Clause {
  return {
    kind: '§3.7 privacy',
    find: ({ dialogue }) => {
      for (const [place, { text }] of dialogue.entries()) {
        if (LONG_NUMBER.test(text)) return `utterance ${place} holds a number of 11 or more digits: ${text}`;
        if (MAIL_ADDRESS.test(text)) return `utterance ${place} holds an e-mail address: ${text}`;
        const name = companyNames.find((known) => text.includes(known));
        if (name) return `utterance ${place} names ${name}: ${text}`;
      }
      return null;
    },
  };
}

const LONGEST_REPEATABLE = 6;

export const repetition: Clause = {
  kind: '§3.8 repetition',
  find: ({ dialogue }) => {
    const long = dialogue.map(({ text }) => text).filter((text) => Array.from(text).length > LONGEST_REPEATABLE);
    const repeated = long.find((text, place) => long.indexOf(text) !== place);
    return repeated === undefined ? null : `said twice: ${repeated}`;
  },
};
