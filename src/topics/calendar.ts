import { toChineseNumeral } from '../language/numerals.js';
import type { RandomStream } from '../random/stream.js';
import type { FactForms } from './fact-forms.js';

/** The day of a call: days since 1970-01-01, UTC. Drawn, never read from a clock. */
export type CallDate = number;

const DAY_MS = 86_400_000;
const FIRST_CALL_DAY = Date.UTC(2026, 1, 2) / DAY_MS;
const CALL_DAYS = 300;
const WEEKDAYS = '日一二三四五六';
const NEAR_DAYS: Readonly<Record<number, string>> = {
  0: '今天',
  [-1]: '昨天',
  [-2]: '前天',
  [-3]: '大前天',
  1: '明天',
  2: '后天',
  3: '大后天',
};

/** How a minute is told roughly: up to which minute, and what. */
const ROUGH_MINUTES: readonly [before: number, spoken: string][] = [
  [10, '多'],
  [18, '一刻左右'],
  [26, '二十左右'],
  [38, '半左右'],
  [48, '四十左右'],
  [60, '五十左右'],
];

/** A day between 2026-02-02 and late November 2026, after the suitability rules of 2026-02-01 came into force. */
export function drawCallDate(stream: RandomStream): CallDate {
  return FIRST_CALL_DAY + stream.int(CALL_DAYS);
}

/** A day told from the day of the call: written 11月16日, spoken 昨天 / 上周三 / 十六号. */
export function describeDay(callDate: CallDate, offset: number): FactForms {
  const date = dateOf(callDate + offset);
  const call = dateOf(callDate);
  const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
  const year = date.getUTCFullYear() === call.getUTCFullYear() ? '' : `${date.getUTCFullYear()}年`;
  return {
    written: `${year}${month}月${day}日`,
    spoken: NEAR_DAYS[offset] ?? speakDistantDay(date, call, offset),
    value: String(offset),
  };
}

function speakDistantDay(date: Date, call: Date, offset: number): string {
  const weeks = weekOf(date) - weekOf(call);
  if (Math.abs(weeks) <= 1 && Math.abs(offset) <= 9) {
    const prefix = weeks === 0 ? '这' : weeks < 0 ? '上' : '下';
    return `${prefix}周${WEEKDAYS[date.getUTCDay()]}`;
  }
  const months = (date.getUTCFullYear() - call.getUTCFullYear()) * 12 + date.getUTCMonth() - call.getUTCMonth();
  const day = `${toChineseNumeral(date.getUTCDate())}号`;
  if (months === 0) return `这个月${day}`;
  if (months === -1) return `上个月${day}`;
  if (months === 1) return `下个月${day}`;
  const year = date.getUTCFullYear() < call.getUTCFullYear() ? '去年' : date.getUTCFullYear() > call.getUTCFullYear() ? '明年' : '';
  return `${year}${toChineseNumeral(date.getUTCMonth() + 1)}月${day}`;
}

/** Minutes since midnight told as a time of day: written 下午6点21分, spoken 下午六点二十左右. */
export function describeTime(minutes: number): FactForms {
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60;
  const part = hour < 6 ? '凌晨' : hour < 12 ? '上午' : hour < 13 ? '中午' : hour < 18 ? '下午' : '晚上';
  const clock = hour > 12 ? hour - 12 : hour;
  const spokenHour = clock === 2 ? '两' : toChineseNumeral(clock);
  const spokenMinute = ROUGH_MINUTES.find(([before]) => minute < before)?.[1] ?? '';
  return {
    written: `${part}${clock}点${minute === 0 ? '' : `${minute}分`}`,
    spoken: `${part}${spokenHour}点${spokenMinute}`,
    value: String(minutes),
  };
}

/** Minutes since midnight of `HH:MM`. */
export function parseClock(text: string): number {
  const [hour = '0', minute = '0'] = text.split(':');
  return Number(hour) * 60 + Number(minute);
}

function dateOf(day: CallDate): Date {
  return new Date(day * DAY_MS);
}

/** Weeks since some Monday. */
function weekOf(date: Date): number {
  return Math.floor((date.getTime() / DAY_MS + 3) / 7);
}
