import type { CustomerReply, CustomerView } from '../engine/port.js';
import { type AgentTools, checkUtterance } from './agent.js';

/** Customer: says one utterance that follows the direction, and whether it ends the call. */
export async function speakAsCaller(view: CustomerView, { engine, ...rest }: AgentTools): Promise<CustomerReply> {
  const reply = await engine.ask({ role: 'customer', view, ...rest });
  return { ...reply, text: checkUtterance(reply.text) };
}
