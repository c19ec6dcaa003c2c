import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import { readChineseNumeral } from '../../language/numerals.js';
import { checkNumberTracing } from '../../quality/checks/number-tracing.js';
import type { QualityRules } from '../../quality/quality-rules.js';
import type { Clause } from './clause.js';

/**
 * Numbers of the supporter are traced twice: by the gate's own reading, which knows units and times of day, and by a plain one of what
 * stands there in Arabic digits, which shares with it only the table of Chinese numerals.
 */
export function numbers(rules: QualityRules): Clause {
  const traced = checkNumberTracing(rules);
  return { kind: '§3.9 numbers', find: (row) => traced.find(row) ?? findUnread(row, rules.whitelist) };
}

/** The first Arabic number of a supporter line that no source holds, in whatever unit. */
function findUnread({ dialogue, scenario }: DialogueRecord, whitelist: readonly string[]): string | null {
  const { description, customer_knows: known, bank_side: bank } = scenario;
  const held = new Set([description, ...known, ...bank.records, ...bank.policy_card, ...whitelist].flatMap(valuesIn));
  for (const [place, { speaker, text }] of dialogue.entries()) {
    if (speaker === SPEAKERS.customer) for (const value of valuesIn(text)) held.add(value);
    else {
      const stray = arabicIn(text).find(({ values }) => !values.some((value) => held.has(value)));
      if (stray) return `utterance ${place} states ${stray.digits}, which no source holds: ${text}`;
    }
  }
  return null;
}

const ARABIC = /(\d+(?:\.\d+)?)([百千万亿]?)/g;
const NUMERAL = /[零〇一二两三四五六七八九十百千万亿]+/g;
const SCALES: Readonly<Record<string, number>> = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8 };

function valuesIn(text: string): number[] {
  const numerals = (text.match(NUMERAL) ?? []).map(readChineseNumeral).filter((value) => value !== null);
  return [...arabicIn(text).flatMap(({ values }) => values), ...numerals];
}

/** 1.3万 is 1.3 as well as 13000. */
function arabicIn(text: string): { digits: string; values: number[] }[] {
  const plain = text.replaceAll(/[０-９]/g, (digit) => digit.normalize('NFKC')).replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  return [...plain.matchAll(ARABIC)].map(([, digits = '', scale = '']) => {
    const value = Number(digits);
    return { digits, values: scale === '' ? [value] : [value, Math.round(value * (SCALES[scale] as number))] };
  });
}
