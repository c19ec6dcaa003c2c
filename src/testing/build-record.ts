import { join } from 'node:path';
import { DATA_DIR } from '../config/project.js';
import type { CustomerUtterance, DialogueRecord, SupporterUtterance, Utterance } from '../domain/dialogue.js';
import { type Stage, type StrategyCode, StrategyFramework } from '../domain/strategy.js';
import { QualityRules } from '../quality/quality-rules.js';
import { readYaml } from '../resources/read-yaml.js';
import { syntheticPersona } from './synthetic-persona.js';

export const framework = readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml');

export const qualityRules = readYaml(join(DATA_DIR, 'quality.yaml'), QualityRules, 'data/quality.yaml');

export function supporter(strategy: StrategyCode, stage: Stage, text: string): SupporterUtterance {
  return { speaker: '客服', strategy: framework.strategies[strategy].label, text, stage, advised_strategy: strategy };
}

export function customer(text: string): CustomerUtterance {
  return { speaker: '客户', strategy: '', text, direction: '说下一句', emotion: '平静' };
}

/** A small dialogue that every check passes; its numbers are the scenario's. */
export function buildRecord(overrides: Partial<DialogueRecord> = {}): DialogueRecord {
  return {
    id: 'rcs-42-000007',
    index: 7,
    source: '账户和交易管理',
    topic: 'account-transactions',
    persona: syntheticPersona(7),
    scenario: {
      id: 'member-fee',
      title: '会员年费',
      description: '客户发现卡里少了一笔钱。',
      customer_goal: '把钱要回来',
      cause: '会员到期自动续费',
      customer_knows: ['我姓邓，预留手机后四位4821', '昨天卡里少了一笔钱'],
      bank_side: { records: ['11月16日扣款98元，收款方为会员平台'], policy_card: ['误续的年费可退，3个工作日内原路退回'] },
      unreasonable_demand_text: null,
    },
    strategy_combination: ['GT', 'IV', 'RP', 'ID', 'RI', 'FR', 'AC'],
    dialogue: [
      supporter('GT', '连接', '您好，[公司名称]客服，请讲。'),
      customer('你好，我卡里昨天少了一笔钱。'),
      supporter('IV', '连接', '账户的事只能跟您本人说，麻烦报一下姓氏和预留手机后四位。'),
      customer('姓邓，4821。'),
      supporter('RP', '识别', '邓女士，您是说昨天卡里少了钱，不知道是谁扣的，对吗？'),
      customer('对，我什么也没买。'),
      supporter('ID', '探索', '查到了，11月16日扣的98元，是会员平台的年费。'),
      customer('那个我早不用了，能退吗？'),
      supporter('RI', '解决', '能退，我这就提交……好，退款已经受理，3个工作日内原路退回。'),
      customer('行，那我等着。'),
      supporter('FR', '维护', '这笔钱的来龙去脉，您还有哪里不清楚吗？'),
      customer('没有了。'),
      supporter('AC', '维护', '谢谢您来电，邓女士，再见。'),
      customer('再见。'),
    ],
    outcome: 'solved',
    finish_reason: 'closed_by_supporter',
    satisfied: true,
    unreasonable_demand: null,
    quality: { gates: {}, judge: null },
    provenance: { engine: 'offline', model: null, seed: 42, attempt: 0, version: '0.1.0', overrides: {} },
    ...overrides,
  };
}

/** The record with some utterances changed, by position. */
export function withChanges(changes: Readonly<Record<number, Partial<Utterance>>>, record = buildRecord()): DialogueRecord {
  const dialogue = record.dialogue.map((utterance, position) => ({ ...utterance, ...changes[position] }) as Utterance);
  return { ...record, dialogue };
}

/** The record with some texts changed, by position. */
export function withTexts(texts: Readonly<Record<number, string>>, record = buildRecord()): DialogueRecord {
  return withChanges(Object.fromEntries(Object.entries(texts).map(([position, text]) => [position, { text }])), record);
}
