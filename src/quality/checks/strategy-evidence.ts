import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import type { StrategyCode, StrategyFramework } from '../../domain/strategy.js';
import type { Check } from '../gate.js';
import { codesByLabel } from './labels.js';

/** What a line of a strategy shows in any wording; strategies without a reliable mark are left out. */
const EVIDENCE: Partial<Record<StrategyCode, RegExp>> = {
  GT: /[您你]好|(早上|上午|中午|下午|晚上)好/,
  IV: /核|确认|本人|后四位|身份|贵姓|姓/,
  RP: /[吧吗对嘛呢]？$|？$/,
  PR: /？/,
  FR: /？|吗|没有/,
  AC: /再见|谢|感谢|祝|打扰/,
};

/** Beyond the contract: a line shows what its label says, as far as a pattern can tell. */
export function checkStrategyEvidence(framework: StrategyFramework): Check {
  const codes = codesByLabel(framework);
  return {
    name: 'strategy-evidence',
    contract: false,
    find: ({ dialogue }) => {
      for (const [position, { strategy, text }] of dialogue.entries()) {
        const code = codes.get(strategy);
        const pattern = code === undefined ? undefined : EVIDENCE[code];
        if (pattern && !pattern.test(text)) return `utterance ${position} is labelled ${strategy}: ${text}`;
      }
      return null;
    },
  };
}

/** Beyond the contract: nothing is operated before the identity check. */
export function checkIdentityFirst({ strategies }: StrategyFramework): Check {
  return {
    name: 'identity-first',
    contract: false,
    find: ({ dialogue }) => {
      const check = dialogue.findIndex(({ strategy }) => strategy === strategies.IV.label);
      const operation = dialogue.findIndex(({ strategy }) => strategy === strategies.RI.label);
      return operation >= 0 && (check < 0 || operation < check) ? `utterance ${operation} operates before identity is checked` : null;
    },
  };
}

/** Beyond the contract: an unreasonable demand is pointed out in one of the next two supporter lines. */
export function checkDemandAnswered({ strategies }: StrategyFramework): Check {
  return {
    name: 'demand-answered',
    contract: false,
    find: ({ dialogue, unreasonable_demand: demand }: DialogueRecord) => {
      if (demand === null) return null;
      const answers = dialogue.slice(demand + 1, demand + 5).filter(({ speaker }) => speaker === SPEAKERS.supporter);
      return answers.some(({ strategy }) => strategy === strategies.OT.label)
        ? null
        : `the demand in utterance ${demand} is not pointed out`;
    },
  };
}
