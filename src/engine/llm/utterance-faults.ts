const SPEAKER_PREFIX = /^(客服|客户|助手|坐席)\s*[：:]/;
/** A second speaker inside one utterance: the model went on and played the other side as well. */
const OTHER_SPEAKER = /[\n。！？!?]\s*(客服|客户|助手|坐席)\s*[：:]/;
const ROLE_BREAK = /语言模型|人工智能助手|作为(一[个名位款])?AI|导演提示/;
/** Characters of an utterance at most; authored ones stay below 80. */
const LONGEST = 120;
/** A stretch of the prompt this long is no coincidence. */
const ECHO = 16;

/**
 * What is wrong with an utterance, in words for the model; null when nothing is.
 * @param context.prompt the instructions, of which only the `draft` may be said
 * @param context.heard what the other side said last
 */
export function faultOf(text: string, { prompt, draft, heard }: { prompt: string; draft: string; heard: string }): string | null {
  const said = text.trim();
  if (said === '') return '回复里没有话';
  if (said.length > LONGEST) return `太长了，有 ${said.length} 个字，最多 ${LONGEST} 个字`;
  if (SPEAKER_PREFIX.test(said)) return '不要写说话人前缀';
  if (OTHER_SPEAKER.test(said)) return '只说自己这一方的一句，不要替对方说话';
  if (ROLE_BREAK.test(said)) return '不要跳出角色';
  if (said.length >= ECHO && said === heard.trim()) return '这是对方刚说的话，不要重复';
  if (echoes(said, prompt.replace(draft, '\n'))) return '不要照抄提示';
  return null;
}

/** Whether a stretch of the instructions stands in the text. */
function echoes(text: string, instructions: string): boolean {
  for (let start = 0; start + ECHO <= text.length; start++) if (instructions.includes(text.slice(start, start + ECHO))) return true;
  return false;
}
