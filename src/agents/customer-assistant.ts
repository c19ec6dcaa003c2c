import type { CustomerAssistantView, Direction } from '../engine/port.js';
import type { AgentTools } from './agent.js';

/** Customer assistant: directs the customer's next step, in one sentence. */
export async function adviseCustomer(view: CustomerAssistantView, { engine, ...rest }: AgentTools): Promise<Direction> {
  return await engine.ask({ role: 'customer-assistant', view, ...rest });
}
