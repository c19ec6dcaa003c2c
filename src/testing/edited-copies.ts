import type { RandomStream } from '../random/stream.js';

const ADDRESS = ['您', '王女士', '李先生', '您这边', '咱们', '张先生'];
const THING = ['这张储蓄卡', '这笔转账', '上个月的账单', '手机银行', '那份定期', '工资账户', '这笔分期', '新开的账户', '积分', '短信提醒'];
const STATE = [
  '已经办好了',
  '还在处理',
  '没有查到记录',
  '需要本人确认',
  '今天就能恢复',
  '已经退回',
  '要等一等',
  '核对过没有问题',
  '被系统拦下了',
  '暂时用不了',
];
const WISH = [
  '能不能快一点',
  '到底怎么回事',
  '我还等着用钱',
  '帮我看看吧',
  '昨天就这样了',
  '我不太会弄',
  '家里人也说不清',
  '你再查一遍',
  '别让我白跑',
  '总得有个说法',
];
const STEP = [
  '先打开首页',
  '点右上角的设置',
  '把身份证带上',
  '留意一下短信',
  '去附近的网点',
  '重新登录一次',
  '拨这个热线',
  '把截图留着',
  '核对收款人',
  '等短信通知',
];
const JOIN = ['另外', '所以', '这样的话', '不过', '那么', '也就是说', '说到底', '按规定'];

/** Lines of a made-up dialogue: a few phrases and slots recombined, so that strangers share phrases as real ones do. */
export function makeLines(stream: RandomStream): string[] {
  return Array.from({ length: 22 + stream.int(10) }, (_, position) => makeLine(stream, position % 2 === 0));
}

function makeLine(stream: RandomStream, supporter: boolean): string {
  const pick = (words: readonly string[]): string => stream.pick(words);
  const date = `${1 + stream.int(12)}月${1 + stream.int(28)}日`;
  if (!supporter) return `${pick(THING)}${pick(WISH)}，${stream.chance(0.5) ? `${date}的时候` : ''}${pick(JOIN)}${pick(WISH)}。`;
  const fact = `${pick(THING)}${date}有${10 + stream.int(9000)}元，尾号${1000 + stream.int(9000)}`;
  return `${pick(ADDRESS)}${stream.chance(0.6) ? fact : pick(THING)}${pick(STATE)}，${pick(JOIN)}${pick(STEP)}，${pick(THING)}${pick(STATE)}。`;
}

/** Ways in which a copy comes to differ, each a small step. */
export const EDITS: Readonly<Record<string, (lines: readonly string[], stream: RandomStream) => string[]>> = {
  'a character replaced': (lines, stream) =>
    inOneLine(lines, stream, (line, at) => line.slice(0, at) + randomCharacter(stream) + line.slice(at + 1)),
  'a character inserted': (lines, stream) =>
    inOneLine(lines, stream, (line, at) => line.slice(0, at) + randomCharacter(stream) + line.slice(at)),
  'a sentence dropped': (lines, stream) => lines.toSpliced(stream.int(lines.length), 1),
  // Whole sentences are too few to fall below 0.8 by moving them: only their seams change.
  'a clause moved': (lines, stream) => {
    const clauses = lines.flatMap((line) => line.split(/(?<=[，。])/));
    const from = stream.int(clauses.length);
    return clauses.toSpliced(from, 1).toSpliced(stream.int(clauses.length), 0, clauses[from] as string);
  },
  'a slot filled otherwise': (lines, stream) => {
    const withNumber = [...lines.keys()].filter((position) => /\d/.test(lines[position] as string));
    const at = stream.pick(withNumber);
    return lines.with(
      at,
      (lines[at] as string).replaceAll(/\d+/g, () => String(stream.int(10_000))),
    );
  },
  'a sentence replaced': (lines, stream) => lines.with(stream.int(lines.length), makeLine(stream, stream.chance(0.5))),
};

function inOneLine(lines: readonly string[], stream: RandomStream, edit: (line: string, at: number) => string): string[] {
  const position = stream.int(lines.length);
  const line = lines[position] as string;
  return lines.with(position, edit(line, stream.int(line.length)));
}

function randomCharacter(stream: RandomStream): string {
  return String.fromCharCode(0x4e00 + stream.int(3000));
}

export interface EditedCopy {
  original: number;
  edit: string;
  text: string;
  /** Of copy and original. */
  similarity: number;
}

/** Edits each original in every way, a step at a time, and keeps the first copy that falls into each window [from, to). */
export function editedCopies(originals: readonly string[][], windows: readonly [number, number][], stream: RandomStream): EditedCopy[] {
  const copies: EditedCopy[] = [];
  const lowest = Math.min(...windows.map(([from]) => from));
  for (const [original, lines] of originals.entries()) {
    for (const [edit, apply] of Object.entries(EDITS)) {
      let open = [...windows];
      let edited: readonly string[] = lines;
      for (let similarity = 1; similarity >= lowest && open.length > 0; ) {
        edited = apply(edited, stream);
        const text = edited.join('');
        similarity = referenceJaccard(lines.join(''), text);
        const hit = open.find(([from, to]) => similarity >= from && similarity < to);
        if (!hit) continue;
        copies.push({ original, edit, text, similarity });
        open = open.filter((window) => window !== hit);
      }
    }
  }
  return copies;
}

/** Contract §3.10 word for word, for checking what is meant to be fast. */
export function referenceJaccard(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => {
    const points = Array.from(text);
    return new Set(points.slice(4).map((_, start) => points.slice(start, start + 5).join('')));
  }) as [Set<string>, Set<string>];
  const union = new Set([...a, ...b]).size;
  return union === 0 ? 0 : (a.size + b.size - union) / union;
}
