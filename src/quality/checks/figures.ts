import { readChineseNumeral } from '../../language/numerals.js';

/** What a number counts: `clock` is an hour of the day, `time` any other part of a date or duration; null where the text does not say. */
export type Unit = 'money' | 'share' | 'clock' | 'time' | 'count' | null;

/** A number in a text: 1.3万元, 一万三, 下午6点, 百分之五. */
export interface Figure {
  /** As it stands there, with what follows of its unit. */
  text: string;
  /** Its value; several where it can be meant in several ways, and for a source each of them counts. */
  values: number[];
  unit: Unit;
  /** Surely a number, and not a turn of speech (一天到晚, 两个办法, 第二天, 这两天, 十分抱歉). */
  stated: boolean;
}

const SIGN = '零〇幺一二两三四五六七八九十百千万亿';
const DIGIT = '一二两三四五六七八九';
const FIGURE = new RegExp(
  [
    `(?<ratio>[百千万])分之(?<part>\\d+(?:\\.\\d+)?|[${SIGN}]+(?:点[${SIGN}]+)?)`,
    `(?<yuan>\\d+|[${SIGN}]+)块(?<tenth>[\\d${DIGIT}])(?![\\d${SIGN}个块])(?:毛(?<cent>[${DIGIT}])?)?`,
    // 5G and 4S店 are no numbers; 10w is one.
    `(?<arabic>\\d+(?:\\.\\d+)?)(?!\\.?\\d|G|S店)(?<scale>[百千万亿wWkK]*)`,
    `(?<whole>[${SIGN}]+)点(?<after>半|[${SIGN}]+|)(?!点)`,
    `(?<numeral>[${SIGN}]+)`,
  ].join('|'),
  'gu',
);
const SCALE: Readonly<Record<string, number>> = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8, w: 1e4, W: 1e4, k: 1e3, K: 1e3 };

// Longer units first: 个百分点 and 个月 before 个. 期 stands for instalments and months alike, so it has no kind.
const UNITS: readonly [RegExp, Unit][] = [
  [/^[多来余几]?(?:元|块|毛|角|分钱)/, 'money'],
  [/^(?:[%％折]|个百分点|成(?![了功为本交立绩年熟长员果]))/, 'share'],
  [/^[多来余几]?个?[多半]?(?:工作日|自然日|交易日|月|星期|礼拜|小时|钟头|年|日|号|天|周|分(?![之期行支成别享析类])|秒|岁)/, 'time'],
  [/^(?:点|时(?![间候常而])|[:：](?=\d))/, 'clock'],
  [/^[多来余几]?(?:次|笔|张|级|项|户|位|条|份|遍|家|人|个)/, 'count'],
];
/** After these a numeral below ten is a figure; before others (个, 位, 张, 样, 点 …) it is as often a way of speaking. */
const COUNTED =
  /^(?:元|块(?=[钱的，。？！；、]|$)|毛|天|日|号|个月|月|年|周|星期|礼拜|个?小时|分钟|个?工作日|期|笔|次|级|倍|折|成(?![了功为本交立绩年熟长员果])|岁|个百分点)/;
const DAYTIME_BEFORE = /(?:上午|下午|早上|晚上|中午|凌晨|傍晚|今晚|明晚|明早|每天)$/;
const MINUTES_AFTER = /^分(?!之)/;
const CLOCK_AFTER = /^(?:钟|整|前|之前|以前|左右|到)/;
/** 第二天, 三番五次. */
const IDIOM_BEFORE = /[第番]$/;
/** 三天两头, 七零八碎. */
const IDIOM_AFTER = /^(?:天两头|[碎落])/;
/** 双十一 is a sale, 几十 and 上百 are no figures. */
const VAGUE_BEFORE = /[双几数上成]$/;
const VAGUE_TWO_BEFORE = /[这那过前近头隔]$/;
/** 一百个放心. */
const HYPERBOLE = /^一[百千万]个(?!月|工作日|小时)/;
const ANY_NUMBER = new RegExp(`[\\d${SIGN}]`);
/** So much of the text on either side tells what a number is. */
const CONTEXT = 8;

/** Several checks read the same text, and the rules of a scenario stand in each of its dialogues. */
const known = new Map<string, readonly Figure[]>();
const MOST_KNOWN = 4096;

/** All numbers of a text in their order. */
export function figuresIn(text: string): readonly Figure[] {
  let figures = known.get(text);
  if (figures === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    figures = findFigures(plain(text));
    known.set(text, figures);
  }
  return figures;
}

function findFigures(text: string): Figure[] {
  if (!ANY_NUMBER.test(text)) return [];
  const figures: Figure[] = [];
  for (const match of text.matchAll(FIGURE)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - CONTEXT), match.index);
    const after = text.slice(end, end + CONTEXT);
    const { unit, unitText } = unitAt(after, before);
    for (const reading of read(match, before, after)) figures.push({ text: match[0] + unitText, unit, ...reading });
  }
  return figures;
}

type Reading = Pick<Figure, 'values' | 'stated'> & Partial<Pick<Figure, 'unit'>>;

function read(match: RegExpExecArray, before: string, after: string): Reading[] {
  const { ratio, part, yuan, tenth, cent, arabic, scale, whole, after: rest, numeral } = match.groups as Record<string, string | undefined>;
  if (ratio !== undefined) return readShare(ratio, numberOf(part ?? ''));
  if (yuan !== undefined) return readSpokenMoney(numberOf(yuan), numberOf(tenth ?? ''), numberOf(cent ?? ''));
  if (arabic !== undefined) return readArabic(arabic, scale ?? '', after);
  if (whole !== undefined) return readPoint(whole, rest ?? '', before, after);
  return readNumeral(numeral ?? '', before, after);
}

/** 百分之五 is 5 %, 万分之五 is 5 as well as 0.05 %. */
function readShare(ratio: string, part: number | null): Reading[] {
  return part === null ? [] : [{ values: [part, round((part * 100) / (SCALE[ratio] as number))], unit: 'share', stated: true }];
}

/** 八块五, 八块二毛五. */
function readSpokenMoney(yuan: number | null, tenth: number | null, cent: number | null): Reading[] {
  return yuan === null ? [] : [{ values: [round(yuan + (tenth ?? 0) / 10 + (cent ?? 0) / 100)], unit: 'money', stated: true }];
}

function readArabic(digits: string, scale: string, after: string): Reading[] {
  const factor = [...scale].reduce((product, sign) => product * (SCALE[sign] as number), 1);
  // 5点半 says half past as well.
  const half: Reading[] = after.startsWith('点半') ? [{ values: [30], unit: 'time', stated: true }] : [];
  // 1.35 × 10,000 is 13500.000000000002 in floating point.
  return [{ values: [round(Number(digits) * factor)], stated: true }, ...half];
}

/** A decimal (一点四五), a time of day (六点二十, 八点半, 下午三点), or neither (有三点要说明, 慢一点). */
function readPoint(whole: string, rest: string, before: string, after: string): Reading[] {
  const hour = readChineseNumeral(whole);
  if (hour === null) return [];
  const minute = rest === '半' ? 30 : readChineseNumeral(rest);
  const clock = (stated: boolean): Reading[] => [
    { values: [hour], unit: 'clock', stated },
    ...(minute === null ? [] : [{ values: [minute], unit: 'time' as const, stated }]),
  ];
  const daytime = DAYTIME_BEFORE.test(before);
  const decimal = rest === '' || daytime || MINUTES_AFTER.test(after) ? null : readChineseNumeral(`${whole}点${rest}`);
  if (decimal !== null) return [{ values: [decimal], stated: true }, ...(unitAt(after, '').unit === null ? clock(false) : [])];
  return clock(rest !== '' || daytime || (hour > 1 && CLOCK_AFTER.test(after)));
}

function readNumeral(numeral: string, before: string, after: string): Reading[] {
  const idiom = IDIOM_BEFORE.test(before) || IDIOM_AFTER.test(after);
  const counted = !idiom && COUNTED.test(after);
  const value = readChineseNumeral(numeral);
  if (value !== null) {
    const hyperbole = HYPERBOLE.test(numeral + after);
    const vague = hyperbole || VAGUE_BEFORE.test(before) || (numeral === '两' && VAGUE_TWO_BEFORE.test(before));
    // 一 is an article as often as a number (一天到晚, 一笔), so it is no figure; 十 alone is one before a unit only (十分抱歉).
    return [{ values: [value], stated: !vague && (value > 10 || (counted && value > 1)) }];
  }
  const digits = [...numeral].map((sign) => (sign === '幺' ? 1 : readChineseNumeral(sign)));
  if (digits.some((digit) => digit === null || digit > 9)) return [];
  // 七零八二 is a number told digit by digit; 五六天 says five and six.
  if (digits.length > 2) return [{ values: [Number(digits.join(''))], stated: !idiom }];
  return digits.map((digit) => ({ values: [digit as number], stated: counted }));
}

function unitAt(after: string, before: string): { unit: Unit; unitText: string } {
  for (const [pattern, unit] of UNITS) {
    const found = pattern.exec(after);
    if (found) return { unit, unitText: found[0] };
  }
  // The minutes of 17:30.
  return { unit: /\d[:：]$/.test(before) ? 'time' : null, unitText: '' };
}

function numberOf(text: string): number | null {
  return /^\d/.test(text) ? Number(text) : readChineseNumeral(text);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Full-width digits made plain, thousands separators dropped: both would hide a number. */
function plain(text: string): string {
  return text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}
