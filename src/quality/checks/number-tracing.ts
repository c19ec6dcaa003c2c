import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import { readChineseNumeral } from '../../language/numerals.js';
import type { Check } from '../gate.js';
import type { QualityRules } from '../quality-rules.js';

const ARABIC = /\d+(?:\.\d+)?[万亿]?/g;
const CHINESE = /[零〇一二两三四五六七八九十百千万亿点]+/g;
/** A Chinese numeral counts as a figure only before a unit of money, time, share or count of cases. */
const CHINESE_FIGURE =
  /([零〇一二两三四五六七八九十百千万亿点]+)(?=元|块|毛|天|日内|号|个月|月份|年|小时|分钟|个工作日|期|笔|倍|折|成(?!了|功|为|本|交|立|绩)|岁|周岁|个百分点)/g;
const SCALE: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8 };

/**
 * Contract §3.9: every number a supporter states is the scenario's, the policy card's, the whitelist's, or was said by the customer before.
 * A value is compared, not its spelling: 1.3万元 = 13000元 = 一万三.
 */
export function checkNumberTracing({ whitelist }: QualityRules): Check {
  const always = new Set<number>(whitelist.flatMap(valuesIn));
  return {
    name: 'number-tracing',
    contract: true,
    find: (record) => {
      const known = new Set<number>(sourcesOf(record).flatMap(valuesIn));
      for (const [position, { speaker, text }] of record.dialogue.entries()) {
        if (speaker === SPEAKERS.customer) {
          for (const value of valuesIn(text)) known.add(value);
          continue;
        }
        const stray = figuresIn(text).find((value) => !known.has(value) && !always.has(value));
        if (stray !== undefined) return `utterance ${position} states ${stray}, which nothing supports: ${text}`;
      }
      return null;
    },
  };
}

function sourcesOf({ scenario }: DialogueRecord): string[] {
  const { description, customer_knows: knows, bank_side: bank } = scenario;
  return [description, ...knows, ...bank.records, ...bank.policy_card];
}

/** Every value a text can be understood to hold: generous, for sources. */
function valuesIn(text: string): number[] {
  return [...arabicValues(text), ...[...text.matchAll(CHINESE)].flatMap(([numeral]) => chineseValues(numeral))];
}

/** The figures a text states: strict, for what is to be traced. */
function figuresIn(text: string): number[] {
  const scaled = [...text.matchAll(ARABIC)].map(([token]) => scale(token));
  const spoken = [...text.matchAll(CHINESE_FIGURE)].map(([, numeral = '']) => readChineseNumeral(numeral));
  // 一 is an article as often as a number (一天到晚, 一笔), so it is no figure.
  return [...scaled, ...spoken.filter((value): value is number => value !== null && value > 1)];
}

function arabicValues(text: string): number[] {
  return [...text.matchAll(ARABIC)].flatMap(([token]) => [scale(token), Number.parseFloat(token)]);
}

function chineseValues(numeral: string): number[] {
  const value = readChineseNumeral(numeral);
  return value === null ? [] : [value];
}

function scale(token: string): number {
  const unit = SCALE[token.at(-1) ?? ''];
  const value = Number.parseFloat(token);
  // 1.35 × 10,000 is 13500.000000000002 in floating point.
  return unit === undefined ? value : Math.round(value * unit * 100) / 100;
}
