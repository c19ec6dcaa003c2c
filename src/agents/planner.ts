import { RolecsError } from '../domain/errors.js';
import type { Plan, PlannerView } from '../engine/port.js';
import type { AgentTools } from './agent.js';

/**
 * Planner: completes the scenario for a persona, what happened, what the customer wants and what each side knows of it.
 * @throws RolecsError `plan-incomplete`
 */
export async function planDialogue(view: PlannerView, { engine, ...rest }: AgentTools): Promise<Plan> {
  const plan = await engine.ask({ role: 'planner', view, ...rest });
  for (const key of ['title', 'description', 'goal'] as const) {
    if (plan[key].trim() === '') throw new RolecsError('plan-incomplete', `the planner left ${key} empty`);
  }
  return plan;
}
