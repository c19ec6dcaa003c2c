import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import { dialogueId } from '../domain/dialogue.js';
import type { CommittedDialogues, Duplicate } from './committed-dialogues.js';
import type { LookAhead } from './look-ahead.js';
import type { Refills } from './refills.js';
import type { RunFiles } from './run-files.js';
import type { AcceptedCandidate, RejectedCandidate, SettledIndex } from './settle.js';
import type { RunStatistics } from './statistics.js';
import type { Stopwatch } from './stopwatch.js';

export interface CommitContext {
  seed: number;
  recordsPerCommit: number;
  files: RunFiles;
  committed: CommittedDialogues;
  statistics: RunStatistics;
  refills: Refills;
  stopwatch: Stopwatch;
  onProgress: () => void;
}

/**
 * The one ordered step of a run: takes settled indices in order, replaces duplicates at their index, writes. What has been taken is on the
 * disk when this returns or throws, unless the disk is what failed. Ends early after an abort; every index before the end is whole.
 */
export async function commitInOrder(ahead: LookAhead<SettledIndex>, context: CommitContext): Promise<void> {
  const { files, stopwatch } = context;
  try {
    for (let settled = await ahead.next(); settled; settled = await ahead.next()) {
      const whole = await withoutDuplicates(settled, ahead, context);
      if (!whole) break;
      append(whole, context);
      if (files.pending >= context.recordsPerCommit) await stopwatch.measure('writing', () => files.commit());
      context.onProgress();
    }
  } finally {
    await stopwatch.measure('writing', () => files.commit());
  }
}

/** The index with every duplicate turned into a reject and replaced; null when an abort came before the replacement. */
async function withoutDuplicates(
  settled: SettledIndex,
  ahead: LookAhead<SettledIndex>,
  { committed, refills, seed }: CommitContext,
): Promise<SettledIndex | null> {
  const { index } = settled;
  const rejected = [...settled.rejected];
  let { accepted } = settled;
  while (accepted) {
    const duplicate = committed.find(accepted);
    if (!duplicate) break;
    const { attempt } = accepted;
    rejected.push(rejectDuplicate(accepted, duplicate, { index, seed }));
    accepted = null;
    if (attempt + 1 >= MAX_ATTEMPTS) break;
    const refill = refills.request({ index, attempt: attempt + 1 });
    refills.anticipate(ahead.arrived());
    const next = await refill;
    if (!next) return null;
    rejected.push(...next.rejected);
    accepted = next.accepted;
  }
  return { index, rejected, accepted };
}

function append({ index, rejected, accepted }: SettledIndex, { files, committed, statistics }: CommitContext): void {
  for (const { line, ...facts } of rejected) {
    files.appendRejected(index, line);
    statistics.addRejected(facts);
  }
  if (!accepted) {
    statistics.addOpen(index);
    return;
  }
  const offset = files.appendDialogue(index, accepted.line);
  committed.add(accepted, { index, offset, length: accepted.line.length });
  statistics.addAccepted(accepted.facts);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Rejects a finished dialogue: its line becomes the `dialogue` of the reject as it stands, byte for byte. */
function rejectDuplicate(
  { attempt, line, facts }: AcceptedCandidate,
  { kind, of, similarity }: Duplicate,
  { index, seed }: { index: number; seed: number },
): RejectedCandidate {
  const reason = `${kind}-duplicate`;
  const detail = kind === 'exact' ? `same text as ${of}` : `Jaccard ${similarity.toFixed(4)} with ${of}`;
  const { scenario, strategyCombination, gates, judged } = facts;
  const head = JSON.stringify({
    id: dialogueId(seed, index),
    index,
    attempt,
    reason,
    detail,
    scenario,
    strategy_combination: strategyCombination.split('-'),
  });
  const dialogue = decoder.decode(line).trimEnd();
  return {
    attempt,
    reason,
    scenario,
    strategyCombination,
    gates,
    judged,
    line: encoder.encode(`${head.slice(0, -1)},"dialogue":${dialogue}}\n`),
  };
}
