import type { DialogueRecord, SupporterUtterance } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, type StrategyFramework } from '../domain/strategy.js';

/** Whether a supporter turn is kept out of the loss. It still stands in the context of later turns. */
export type Mask = (record: DialogueRecord, turn: SupporterUtterance) => boolean;

/**
 * @param flags any of: `gates` (a gate failed), the name of one gate, `judge` (judged and not passed), `overridden` (the turn does not have the
 *   strategy that the assistant advised). The first three concern all turns of a dialogue. Empty: nothing is masked
 */
export function createMask(flags: readonly string[], framework: StrategyFramework): Mask {
  const masks = flags.map((flag) => maskOf(flag, framework));
  return (record, turn) => masks.some((mask) => mask(record, turn));
}

function maskOf(flag: string, framework: StrategyFramework): Mask {
  if (flag === 'gates') return ({ quality }) => Object.values(quality.gates).includes('fail');
  if (flag === 'judge') return ({ quality }) => quality.judge?.passed === false;
  if (flag === 'overridden') {
    const codes = new Map(STRATEGY_CODES.map((code) => [framework.strategies[code].label, code]));
    return (_record, { strategy, advised_strategy }) => codes.get(strategy) !== advised_strategy;
  }
  return ({ id, quality: { gates } }) => {
    const verdict = gates[flag];
    if (verdict !== undefined) return verdict === 'fail';
    throw new RolecsError('mask-unknown', `--mask ${flag}: dialogue ${id} has no such quality flag`, {
      hint: `flags: ${['gates', 'judge', 'overridden', ...Object.keys(gates)].join(', ')}`,
    });
  };
}
