import { type buildGraph, recursionLimitFor } from './build-graph.js';
import { type DialogueCheckpoints, threadOf } from './dialogue-checkpoints.js';
import type { DialogueState } from './dialogue-state.js';

export interface PlayOptions {
  maxUtterances: number;
  /** Where the steps of a dialogue are kept while it is under way; without it nothing is. */
  checkpoints?: DialogueCheckpoints;
}

/** Sends begun dialogues through the graph: as one cohort, or each on a thread of its own where steps are kept. */
export async function playDialogues(
  graph: ReturnType<typeof buildGraph>,
  begun: readonly DialogueState[],
  { maxUtterances, checkpoints }: PlayOptions,
): Promise<readonly DialogueState[]> {
  const recursionLimit = recursionLimitFor(maxUtterances);
  if (!checkpoints) return (await graph.invoke({ cohort: begun }, { recursionLimit })).cohort;
  return Promise.all(begun.map((state) => playThread(graph, state, { recursionLimit, checkpoints })));
}

/** Goes on after the last completed step where an earlier session left one. */
async function playThread(
  graph: ReturnType<typeof buildGraph>,
  state: DialogueState,
  { recursionLimit, checkpoints }: { recursionLimit: number; checkpoints: DialogueCheckpoints },
): Promise<DialogueState> {
  const thread = threadOf(state.combination);
  const config = { recursionLimit, durability: 'sync' as const, configurable: { thread_id: thread } };
  const left = checkpoints.has(thread) ? await graph.getState(config) : null;
  const { cohort } = left?.next.length === 0 ? left.values : await graph.invoke(left ? null : { cohort: [state] }, config);
  return (cohort as readonly [DialogueState])[0];
}
