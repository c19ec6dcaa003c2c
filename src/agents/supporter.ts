import type { SupporterReply, SupporterView } from '../engine/port.js';
import { type AgentTools, checkUtterance } from './agent.js';

/** Supporter: says one or two sentences with the strategy decided on. */
export async function speakForBank(view: SupporterView, { engine, ...rest }: AgentTools): Promise<SupporterReply> {
  const reply = await engine.ask({ role: 'supporter', view, ...rest });
  return { ...reply, text: checkUtterance(reply.text) };
}
