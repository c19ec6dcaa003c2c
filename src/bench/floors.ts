import { beginDialogue } from '../graph/begin.js';
import { buildGraph, type CohortNode, recursionLimitFor } from '../graph/build-graph.js';
import type { DialogueState } from '../graph/dialogue-state.js';

/** What the machinery costs when nothing is said. */
export type Floor = 'single' | 'cohort' | 'loop';

/** Steps of a dialogue of 27 utterances: planner, two nodes an utterance. */
const UTTERANCES = 27;

interface Counter {
  utterances: number;
}

/**
 * Runs `dialogues` empty dialogues of 55 steps.
 * - `single`: the state machine with empty nodes, one dialogue per invoke (no checkpointer, callbacks or tracing)
 * - `cohort`: the same machine, `cohortSize` dialogues per invoke
 * - `loop`: the same steps in a plain loop
 */
export async function runFloor(floor: Floor, dialogues: number, cohortSize: number): Promise<void> {
  if (floor === 'loop') {
    for (let i = 0; i < dialogues; i++) await loopOnce();
    return;
  }
  const size = floor === 'single' ? 1 : cohortSize;
  const graph = buildGraph({
    planner: emptyNode('supporter'),
    supporter_assistant: emptyNode('supporter'),
    supporter: emptyNode('customer'),
    customer_assistant: emptyNode('customer'),
    customer: emptyNode('supporter'),
    finish: async ({ cohort }) => ({ cohort }),
    review: async ({ cohort }) => ({ cohort }),
    judge: async ({ cohort }) => ({ cohort }),
  });
  for (let done = 0; done < dialogues; done += size) {
    const cohort = Array.from({ length: Math.min(size, dialogues - done) }, () => emptyDialogue());
    await graph.invoke({ cohort }, { recursionLimit: recursionLimitFor(UTTERANCES) });
  }
}

/** Counts steps through `overrides`, which an empty dialogue does not need for anything else. */
function emptyNode(next: 'supporter' | 'customer'): CohortNode {
  return async ({ cohort }) => ({
    cohort: cohort.map((state): DialogueState => {
      const steps = (state.overrides.steps ?? 0) + 1;
      return { ...state, overrides: { steps }, waitingFor: steps > 2 * UTTERANCES ? 'done' : next };
    }),
  });
}

async function loopOnce(): Promise<Counter> {
  let state: Counter = { utterances: 0 };
  for (let step = 0; step <= 2 * UTTERANCES; step++) state = await Promise.resolve({ utterances: state.utterances + 1 });
  return state;
}

function emptyDialogue(): DialogueState {
  const path = { questions: [], worries: [], demand: null, tangents: 0, detours: {} };
  return beginDialogue({ path, startEmotion: 0 } as unknown as DialogueState['combination'], 'curious');
}
