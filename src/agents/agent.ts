import { RolecsError } from '../domain/errors.js';
import type { Engine } from '../engine/port.js';
import type { RandomStream } from '../random/stream.js';

/** What an agent works with besides its view. */
export interface AgentTools {
  engine: Engine;
  /** Named by dialogue, turn and role. */
  stream: RandomStream;
  signal?: AbortSignal;
}

const SPEAKER_PREFIX = /^(客服|客户|助手|坐席)\s*[：:]/;

/**
 * An utterance as it goes into the transcript: trimmed, and refused when it is empty or begins with a speaker's name.
 * @throws RolecsError `utterance-empty`, `utterance-prefixed`: the dialogue is rejected with that reason
 */
export function checkUtterance(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new RolecsError('utterance-empty', 'an agent said nothing');
  if (SPEAKER_PREFIX.test(trimmed)) throw new RolecsError('utterance-prefixed', `an agent wrote a speaker's name: ${trimmed.slice(0, 20)}`);
  return trimmed;
}
