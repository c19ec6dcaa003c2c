import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChatMessage } from '../../engine/llm/chat-model.js';

const PROGRAM = fileURLToPath(new URL('../../testing/llm-server-main.js', import.meta.url));

/** The scripted server of the tests in a process of its own, so that its work is not counted as ours. */
export interface ServerProcess {
  url: string;
  /** What it saw so far, preflight calls apart. */
  report(): Promise<{ requests: number; repeated: number; paidTwice: number; faults: Record<string, number> }>;
  /** The messages of all requests, in the order of arrival. */
  requests(): Promise<ChatMessage[][]>;
  stop(): Promise<void>;
}

/** @param settings as `LlmServer` of the tests takes them: latency, shares of faults */
export async function startServer(settings: Readonly<Record<string, unknown>> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error('the scripted server has ended');
    return JSON.parse(value);
  };
  const ask = (question: string) => {
    child.stdin.write(`${question}\n`);
    return next();
  };
  return {
    url: await next(),
    report: () => ask('report'),
    requests: () => ask('requests'),
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
