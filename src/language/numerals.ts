const DIGITS = '零一二三四五六七八九';
const UNITS = ['', '十', '百', '千'];

/** 0 … 9999 in Chinese numerals: 105 → 一百零五, 12 → 十二 (or 一十二 inside a larger number). */
function underTenThousand(value: number, inner: boolean): string {
  if (value === 0) return '';
  let text = '';
  let zero = false;
  for (let power = 3; power >= 0; power--) {
    const digit = Math.floor(value / 10 ** power) % 10;
    if (digit === 0) {
      zero = text !== '';
      continue;
    }
    if (zero) text += '零';
    zero = false;
    const sign = digit === 2 && (power === 3 || (power === 2 && text === '' && !inner)) ? '两' : DIGITS[digit];
    text += digit === 1 && power === 1 && text === '' && !inner ? '十' : `${sign}${UNITS[power]}`;
  }
  return text;
}

/** A whole number as it is spoken: 2600 → 两千六百, 130000 → 十三万, 2 → 二. */
export function toChineseNumeral(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 1e12) throw new RangeError(`cannot speak ${value}`);
  if (value === 0) return '零';
  const high = Math.floor(value / 1e8);
  const middle = Math.floor(value / 1e4) % 1e4;
  const low = value % 1e4;
  let text = '';
  if (high) text += `${high === 2 ? '两' : underTenThousand(high, false)}亿`;
  if (middle) {
    if (high && middle < 1000) text += '零';
    text += `${middle === 2 && !high ? '两' : underTenThousand(middle, high > 0)}万`;
  }
  if (low) {
    if (text && (low < 1000 || middle === 0)) text += '零';
    text += underTenThousand(low, text !== '');
  }
  return text;
}

/** Money as people say it: 2600 → 两千六, 13000 → 一万三, 30 → 三十块, 8.5 → 八块五, 486 → 四百八十六. */
export function speakMoney(yuan: number): string {
  if (!Number.isInteger(yuan)) {
    const [whole = '0', fraction = ''] = yuan.toFixed(2).replace(/0+$/, '').split('.');
    const [tenth = '', cent = ''] = fraction;
    const tail = cent === '' ? DIGITS[Number(tenth)] : `${DIGITS[Number(tenth)]}毛${DIGITS[Number(cent)]}`;
    return `${countWord(Number(whole))}块${tail}`;
  }
  if (yuan < 100) return `${countWord(yuan)}块`;
  const text = toChineseNumeral(yuan);
  // 两千六百 → 两千六, 一万三千 → 一万三: the last unit is dropped where the one before it is next to it.
  const shortened = /^(.*[百千万])([一二三四五六七八九])([十百千])$/.exec(text);
  if (shortened) {
    const [, head = '', digit = '', unit = ''] = shortened;
    const expected = { 百: '十', 千: '百', 万: '千' }[head.at(-1) as '百' | '千' | '万'];
    if (expected === unit) return head + digit;
  }
  return text;
}

/** A count before a measure word: 2 → 两, 12 → 十二. */
export function countWord(value: number): string {
  return value === 2 ? '两' : toChineseNumeral(value);
}

/** 1.45 → 一点四五, 3 → 三. */
export function speakDecimal(value: number): string {
  const [whole = '0', fraction] = String(value).split('.');
  const head = toChineseNumeral(Number(whole));
  return fraction === undefined ? head : `${head}点${[...fraction].map((digit) => DIGITS[Number(digit)]).join('')}`;
}

/** Money as it is written: 2600 → 2600元, 13500 → 1.35万元, 8.5 → 8.50元. */
export function writeMoney(yuan: number): string {
  if (!Number.isInteger(yuan)) return `${yuan.toFixed(2)}元`;
  // 1.87万元 is how a ledger writes it; 18700元 is how it is read out.
  if (yuan > 0 && (yuan % 10000 === 0 || (yuan > 100000 && yuan % 1000 === 0))) return `${yuan / 10000}万元`;
  return `${yuan}元`;
}

const VALUE_OF: Record<string, number> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const UNIT_OF: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/**
 * Reads a Chinese numeral, colloquial forms included: 一万三 → 13000, 两千六 → 2600, 一百零五 → 105, 一点四五 → 1.45.
 * @returns null when the text is not a numeral
 */
export function readChineseNumeral(text: string): number | null {
  const [wholeText = '', fractionText, ...rest] = text.split('点');
  if (rest.length > 0 || wholeText === '' || fractionText === '') return null;
  let hundredMillions = 0;
  let tenThousands = 0;
  let section = 0;
  let digit: number | null = null;
  /** Units fall within a section: 三千二百, never 二百三千. */
  let sectionUnit = Number.POSITIVE_INFINITY;
  let lastUnit = 1;
  for (const character of wholeText) {
    const value = VALUE_OF[character];
    const unit = UNIT_OF[character];
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = value;
      if (value === 0) lastUnit = 1;
    } else if (unit !== undefined) {
      if (unit >= sectionUnit || (digit === null && unit !== 10)) return null;
      section += (digit ?? 1) * unit;
      digit = null;
      sectionUnit = unit;
      lastUnit = unit;
    } else if (character === '万' || character === '亿') {
      section += digit ?? 0;
      if (character === '万') {
        if (section === 0 || tenThousands > 0) return null;
        tenThousands = section * 1e4;
      } else {
        if (section + tenThousands === 0 || hundredMillions > 0) return null;
        hundredMillions = (tenThousands + section) * 1e8;
        tenThousands = 0;
      }
      section = 0;
      digit = null;
      sectionUnit = Number.POSITIVE_INFINITY;
      lastUnit = character === '万' ? 1e4 : 1e8;
    } else return null;
  }
  // A trailing digit right after a unit stands for the next unit down: 两千六, 一万三.
  if (digit !== null) section += lastUnit >= 100 ? digit * (lastUnit / 10) : digit;
  const whole = hundredMillions + tenThousands + section;
  if (fractionText === undefined) return whole;
  const digits = [...fractionText].map((character) => VALUE_OF[character]);
  if (digits.some((value) => value === undefined)) return null;
  return Number(`${whole}.${digits.join('')}`);
}
