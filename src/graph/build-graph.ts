import { Annotation, type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph';
import type { DialogueState } from './dialogue-state.js';

/** A cohort of dialogues that go through the graph in lock-step. */
export const CohortState = Annotation.Root({
  /** The dialogues; replaced as a whole at every step, never changed in place. */
  cohort: Annotation<readonly DialogueState[]>,
});

export type CohortNode = (state: typeof CohortState.State) => Promise<typeof CohortState.Update>;

/** The nodes of the state machine: the five agents, the review by the gate, the judge, and the finish that writes the record. */
export interface CohortNodes {
  planner: CohortNode;
  supporter_assistant: CohortNode;
  supporter: CohortNode;
  customer_assistant: CohortNode;
  customer: CohortNode;
  finish: CohortNode;
  review: CohortNode;
  judge: CohortNode;
}

const isWaiting = (who: DialogueState['waitingFor']) => (state: typeof CohortState.State) =>
  state.cohort.some((dialogue) => dialogue.waitingFor === who);
const customerWaits = isWaiting('customer');
const supporterWaits = isWaiting('supporter');

/**
 * The wiring, and nothing else. Dialogues of a cohort take turns in lock-step; one that is done rests until all are.
 * The offline engine runs cohorts of many (a step of LangGraph costs about a millisecond however much it carries), the llm engine cohorts of one.
 * @param checkpointer keeps the state after every step
 */
export function buildGraph(nodes: CohortNodes, checkpointer?: BaseCheckpointSaver) {
  return new StateGraph(CohortState)
    .addNode('planner', nodes.planner)
    .addNode('supporter_assistant', nodes.supporter_assistant)
    .addNode('supporter', nodes.supporter)
    .addNode('customer_assistant', nodes.customer_assistant)
    .addNode('customer', nodes.customer)
    .addNode('finish', nodes.finish)
    .addNode('review', nodes.review)
    .addNode('judge', nodes.judge)
    .addEdge(START, 'planner')
    .addEdge('planner', 'supporter_assistant')
    .addEdge('supporter_assistant', 'supporter')
    .addConditionalEdges('supporter', (state) => (customerWaits(state) ? 'customer_assistant' : 'finish'), ['customer_assistant', 'finish'])
    .addEdge('customer_assistant', 'customer')
    .addConditionalEdges('customer', (state) => (supporterWaits(state) ? 'supporter_assistant' : 'finish'), [
      'supporter_assistant',
      'finish',
    ])
    .addEdge('finish', 'review')
    .addEdge('review', 'judge')
    .addEdge('judge', END)
    .compile(checkpointer ? { checkpointer } : {});
}

/** Steps that a dialogue of this many utterances can take at most: two nodes an utterance, planner, finish, review, judge, and LangGraph's own. */
export function recursionLimitFor(maxUtterances: number): number {
  return 2 * maxUtterances + 8;
}
