import { JUDGE_CRITERIA } from '../domain/judgement.js';
import type { StructuredMode } from '../engine/llm/openai-chat-model.js';
import { createStream } from '../random/stream.js';

interface Message {
  content: string;
}

/** Says what a model that follows the prompt and the mode would say: it takes the hints of the prompts. */
export class SensibleModel {
  readonly #judgeFails: number;
  readonly #verdicts = createStream('llm-server/judge');

  /** @param judgeFails share of judged dialogues that fail a criterion */
  constructor(judgeFails: number) {
    this.#judgeFails = judgeFails;
  }

  reply(messages: readonly Message[], mode: StructuredMode): string {
    if (isPreflight(messages)) return greetingIn(mode, messages);
    const contents = messages.map(({ content }) => content);
    return contents.some((content) => content.includes('"strategy_adherence"')) ? this.#judge() : replyTo(contents);
  }

  #judge(): string {
    const fails = this.#verdicts.chance(this.#judgeFails) ? this.#verdicts.pick(JUDGE_CRITERIA) : null;
    const verdicts = JUDGE_CRITERIA.map((criterion) => [criterion, { reason: '各句都看过了。', pass: criterion !== fails }]);
    return JSON.stringify(Object.fromEntries(verdicts));
  }
}

/** The call before a run. */
export function isPreflight(messages: readonly Message[]): boolean {
  return messages.length === 1 && /打个招呼|"ready"/.test(messages[0]?.content ?? '');
}

/** Only what holds the server to a schema, or asks for the object in words, brings it about. */
function greetingIn(mode: StructuredMode, [asked]: readonly Message[]): string {
  if (mode === 'json_schema' || mode === 'tool_call' || asked?.content.includes('"ready"')) return '{"ready": true}';
  return mode === 'json_object' ? '{"greeting": "你好"}' : '你好，很高兴见到你。';
}

function replyTo(contents: readonly string[]): string {
  const step = contents.findLast((content) => content.includes('回复 {')) ?? '';
  if (step.includes('"goal"')) {
    const [, description = '', goal = ''] = /场景：([\s\S]*?)\n\s*客户想要：(.*)/.exec(step) ?? [];
    return JSON.stringify({ description: description.trim(), goal: goal.trim() });
  }
  if (step.includes('"strategy"')) {
    const [first = 'ID'] = /合适的依次是：([A-Z]+)/.exec(step)?.slice(1) ?? [];
    return `{"strategy": "${first}", "alternatives": []}`;
  }
  if (step.includes('"direction"')) return JSON.stringify({ direction: /这一步要做的：(.*)/.exec(step)?.[1] ?? '照实回答' });
  const draft = /要点：(.*)/.exec(step)?.[1] ?? /大致意思：(.*)/.exec(step)?.[1] ?? '嗯。';
  return JSON.stringify({ text: draft });
}
