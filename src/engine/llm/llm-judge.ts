import { z } from 'zod';
import { CriterionVerdict, type CriterionVerdicts, judgementOf } from '../../domain/judgement.js';
import { STRATEGY_CODES, type StrategyFramework } from '../../domain/strategy.js';
import type { Judge } from '../port.js';
import type { Ask } from './ask-model.js';
import type { ChatMessage } from './chat-model.js';
import type { Prompts } from './prompts.js';
import { StrictBoolean } from './strict-boolean.js';

export interface LlmJudgeResources {
  framework: StrategyFramework;
  prompts: Prompts;
  ask: Ask;
  /** Stands in the row. */
  model: string;
  /** So many of the five criteria must hold. */
  passMark: number;
}

/** For the size of an answer where no model is asked. */
const ORDINARY_REASON = '通话里没有发现这方面的问题，各句都符合要求。';

/** A verdict as a model writes it. */
const Verdict = CriterionVerdict.extend({ pass: StrictBoolean });
const Verdicts = z.strictObject({
  strategy_adherence: Verdict,
  demands_pointed_out: Verdict,
  natural_replies: Verdict,
  varied_expression: Verdict,
  roles_kept: Verdict,
}) satisfies z.ZodType<CriterionVerdicts>;

/** The judge: sees the labelled dialogue, the rules, and the demand that was made; nothing of how the dialogue came about. */
export function createLlmJudge({ framework, prompts, ask, model, passMark }: LlmJudgeResources): Judge {
  const strategies = STRATEGY_CODES.map((code) => `${framework.strategies[code].label}：${framework.strategies[code].definition}`);
  const system: ChatMessage = { role: 'system', content: prompts.render('judge', 'system', { strategies: strategies.join('\n  ') }) };
  const ordinary = { reason: ORDINARY_REASON, pass: true };
  const expected: CriterionVerdicts = {
    strategy_adherence: ordinary,
    demands_pointed_out: ordinary,
    natural_replies: ordinary,
    varied_expression: ordinary,
    roles_kept: ordinary,
  };
  return async ({ scenario, dialogue, provenance, index }, signal) => {
    const lines = dialogue.map((line) => (line.strategy === '' ? `客户：${line.text}` : `客服［${line.strategy}］：${line.text}`));
    const content = prompts.render('judge', 'case', {
      title: scenario.title,
      policy: scenario.bank_side.policy_card.map((rule) => `- ${rule}`).join('\n  '),
      demand: scenario.unreasonable_demand_text ?? '没有提',
      dialogue: lines.join('\n  '),
    });
    const criteria = await ask({
      role: 'judge',
      messages: [system, { role: 'user', content }],
      schema: Verdicts,
      expected,
      place: `${provenance.seed}/${index}/${provenance.attempt}/judge`,
      signal,
    });
    return judgementOf(criteria, { passMark, model });
  };
}
