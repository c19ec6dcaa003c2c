import { EXIT, RolecsError } from '../domain/errors.js';
import type { Gate } from '../quality/gate.js';
import type { CohortNode, CohortNodes } from './build-graph.js';
import type { DialogueState } from './dialogue-state.js';
import { type Judging, judgeStep } from './judge-step.js';
import { type RecordContext, recordOf } from './record.js';
import { adviseCustomerStep, adviseSupporterStep, customerStep, planStep, type Step, type StepContext, supporterStep } from './steps.js';

/** The real nodes: each takes one step with every dialogue of the cohort whose turn it is. */
export function createCohortNodes(steps: StepContext, records: RecordContext, gate: Gate, judging: Judging | null = null): CohortNodes {
  return {
    planner: stepNode('planner', planStep, steps),
    supporter_assistant: stepNode('supporter', adviseSupporterStep, steps),
    supporter: stepNode('supporter', supporterStep, steps),
    customer_assistant: stepNode('customer', adviseCustomerStep, steps),
    customer: stepNode('customer', customerStep, steps),
    finish: async ({ cohort }) => ({
      cohort: cohort.map((state) => (state.failure ? state : { ...state, record: recordOf(state, records) })),
    }),
    review: async ({ cohort }) => ({
      cohort: cohort.map((state) => {
        if (!state.record) return { ...state, rejection: state.failure };
        const { verdicts, rejection } = gate(state.record);
        return { ...state, rejection, record: { ...state.record, quality: { ...state.record.quality, gates: verdicts } } };
      }),
    }),
    judge: async ({ cohort }) => ({ cohort: await Promise.all(cohort.map((state) => judgeStep(state, judging, steps.signal))) }),
  };
}

/** An agent's failure ends its dialogue and no other; an error of the program, or one that no dialogue can go on with, ends the run. */
function stepNode(turn: DialogueState['waitingFor'], step: Step, context: StepContext): CohortNode {
  return async ({ cohort }) => ({
    cohort: await Promise.all(
      cohort.map(async (state) => {
        if (state.waitingFor !== turn) return state;
        try {
          return await step(state, context);
        } catch (error) {
          if (!(error instanceof RolecsError) || error.exitStatus === EXIT.failed) throw error;
          const failure = { reason: error.code, detail: error.message };
          return { ...state, failure, waitingFor: 'done' as const };
        }
      }),
    ),
  });
}
