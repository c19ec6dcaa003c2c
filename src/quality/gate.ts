import type { Rejection } from '../domain/candidate.js';
import type { DialogueRecord, GateVerdict } from '../domain/dialogue.js';

/** What one check found wrong, or null. */
export type Finding = string | null;

/** A check on a finished dialogue: needs nothing but the row. */
export interface Check {
  /** Reason code of a rejection, and key under `quality.gates`. */
  name: string;
  /** Contract checks (§3) always reject; the others only with `--gates full`. */
  contract: boolean;
  find: (record: DialogueRecord) => Finding;
}

export type Gate = (record: DialogueRecord) => { verdicts: Record<string, GateVerdict>; rejection: Rejection | null };

/** Runs every check, records every verdict, rejects on the first failing one that counts. */
export function createGate(checks: readonly Check[], mode: 'contract' | 'full'): Gate {
  return (record) => {
    const verdicts: Record<string, GateVerdict> = {};
    let rejection: Rejection | null = null;
    for (const { name, contract, find } of checks) {
      const detail = find(record);
      verdicts[name] = detail === null ? 'pass' : 'fail';
      if (detail !== null && rejection === null && (contract || mode === 'full')) rejection = { reason: name, detail };
    }
    return { verdicts, rejection };
  };
}
