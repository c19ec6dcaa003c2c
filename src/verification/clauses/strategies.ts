import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import { STRATEGY_CODES, type StrategyCode } from '../../domain/strategy.js';
import type { Clause } from './clause.js';

/**
 * The twelve labels as the contract and the published rows spell them, in code order. Written out here a second time on purpose: a slip in
 * `data/strategies.yaml`, which the producer and its gate both read, must not pass.
 */
const LABELS = [
  '策略1 礼貌问候',
  '策略2 确认身份',
  '策略3 重述或转述',
  '策略4 细化问题',
  '策略5 情感管理',
  '策略6 提供建议',
  '策略7 信息传达',
  '策略8 解决实施',
  '策略9 反馈请求',
  '策略10 关系延续',
  '策略11 感谢与告别',
  '策略12 其它',
];
const [GREETING, IDENTITY] = LABELS as [string, string];
export const GOODBYE = LABELS[STRATEGY_CODES.indexOf('AC')] as string;

/** undefined where it is none of the twelve. */
export function codeOf(label: string): StrategyCode | undefined {
  return STRATEGY_CODES[LABELS.indexOf(label)];
}

export const labels: Clause = {
  kind: '§3.2 labels',
  find: ({ dialogue }) => {
    const wrong = dialogue.findIndex(({ speaker, strategy }) =>
      speaker === SPEAKERS.supporter ? !LABELS.includes(strategy) : strategy !== '',
    );
    return wrong < 0 ? null : `utterance ${wrong} (${dialogue[wrong]?.speaker}) carries the label "${dialogue[wrong]?.strategy}"`;
  },
};

export const requiredStrategies: Clause = {
  kind: '§3.3 required strategies',
  find: (row) => {
    const used = supporterLabels(row);
    const times = (label: string) => used.filter((other) => other === label).length;
    if (used[0] !== GREETING) return `the first strategy is ${used[0]}, not ${GREETING}`;
    if (used.at(-1) !== GOODBYE) return `the supporter's last strategy is ${used.at(-1)}, not ${GOODBYE}`;
    for (const once of [GREETING, GOODBYE]) if (times(once) !== 1) return `${once} occurs ${times(once)} times`;
    return times(IDENTITY) === 0 ? `${IDENTITY} does not occur` : null;
  },
};

export const strategyRuns: Clause = {
  kind: '§3.4 strategy runs',
  find: (row) => {
    const used = supporterLabels(row);
    const third = used.findIndex((label, place) => place >= 2 && label === used[place - 1] && label === used[place - 2]);
    return third < 0 ? null : `${used[third]} stands three times in a row, up to supporter line ${third + 1}`;
  },
};

function supporterLabels({ dialogue }: DialogueRecord): string[] {
  return dialogue.filter(({ speaker }) => speaker === SPEAKERS.supporter).map(({ strategy }) => strategy);
}
