import type { Advice, SupporterAssistantView } from '../engine/port.js';
import type { AgentTools } from './agent.js';

/** Supporter assistant: proposes the strategy of the coming line. The state machine has the last word. */
export async function adviseSupporter(view: SupporterAssistantView, { engine, ...rest }: AgentTools): Promise<Advice> {
  return await engine.ask({ role: 'supporter-assistant', view, ...rest });
}
