import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStream } from '../random/stream.js';

/** Shares of answers that go wrong, each drawn on its own. */
export interface Faults {
  tooMany: number;
  broken: number;
  reset: number;
  silent: number;
  badJson: number;
  fenced: number;
  truncated: number;
  empty: number;
  unknownStrategy: number;
}

export const NO_FAULTS: Faults = {
  tooMany: 0,
  broken: 0,
  reset: 0,
  silent: 0,
  badJson: 0,
  fenced: 0,
  truncated: 0,
  empty: 0,
  unknownStrategy: 0,
};

export interface LlmServerSettings {
  faults?: Partial<Faults>;
  /** Every request gets this status instead of an answer. */
  alwaysStatus?: number;
  /** Structured modes it knows; others are refused with 400. */
  modes?: readonly ('json_schema' | 'json_object' | 'text')[];
  latencyMs?: number;
  retryAfterSeconds?: number;
}

export interface RecordedRequest {
  url: string;
  authorization: string | undefined;
  body: { model: string; messages: { role: string; content: string }[]; response_format?: { type: string } } & Record<string, unknown>;
}

/** What a server saw; the calls before a run, which only try whether it works, stand apart. */
export interface ServerReport {
  requests: number;
  preflights: number;
  /** Requests whose very body had come before. */
  repeated: number;
  /** Requests whose very body had come before and been answered with 200: paid for twice. */
  paidTwice: number;
  faults: Partial<Record<keyof Faults, number>>;
}

/**
 * An OpenAI-compatible server over real HTTP that answers as a sensible model would: it takes the hints of the prompts and says them in other
 * words. Faults are drawn from a seeded stream in the order of arrival.
 */
export class LlmServer {
  readonly requests: RecordedRequest[] = [];
  /** Requests that got a usable answer. */
  answered = 0;
  readonly #report: ServerReport = { requests: 0, preflights: 0, repeated: 0, paidTwice: 0, faults: {} };
  /** Bodies by hash: whether they were answered. */
  readonly #seen = new Map<string, boolean>();
  readonly #server: Server;
  readonly #settings: LlmServerSettings;
  readonly #stream = createStream('llm-server');

  private constructor(settings: LlmServerSettings) {
    this.#settings = settings;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(settings: LlmServerSettings = {}): Promise<LlmServer> {
    const server = new LlmServer(settings);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  report(): ServerReport {
    return structuredClone(this.#report);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = JSON.parse(bytes.toString('utf8')) as RecordedRequest['body'];
    const paid = this.#count(bytes, body);
    this.requests.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
    const { alwaysStatus, latencyMs = 0, modes = ['json_schema', 'json_object', 'text'] } = this.#settings;
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const fail = (status: number, message: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message, type: 'error', code: null } }));
    };
    if (alwaysStatus !== undefined) return fail(alwaysStatus, `always ${alwaysStatus}`);
    const mode = (body.response_format?.type ?? 'text') as 'json_schema' | 'json_object' | 'text';
    if (!modes.includes(mode)) return fail(400, `response_format ${mode} is not supported`);
    const fault = this.#drawFault();
    if (fault) this.#report.faults[fault] = (this.#report.faults[fault] ?? 0) + 1;
    if (fault !== 'tooMany' && fault !== 'broken' && fault !== 'reset' && fault !== 'silent') paid();
    switch (fault) {
      case 'tooMany':
        return fail(429, 'slow down', { 'retry-after': String(this.#settings.retryAfterSeconds ?? 0) });
      case 'broken':
        return fail(500, 'oops');
      case 'reset':
        request.socket.destroy();
        return;
      case 'silent':
        return;
      case 'badJson':
        return this.#answer(response, body, (text) => text.slice(0, -1).replace('": "', '": '));
      case 'fenced':
        return this.#answer(response, body, (text) => `好的，如下：\n\`\`\`json\n${text}\n\`\`\`\n希望有帮助。`);
      case 'truncated':
        return this.#answer(response, body, (text) => text.slice(0, text.length / 2), 'length');
      case 'empty':
        return this.#answer(response, body, () => '');
      case 'unknownStrategy':
        return this.#answer(response, body, (text) => text.replace(/"strategy": ?"[A-Z]+"/, '"strategy": "随便聊聊"'));
      default:
        this.answered++;
        return this.#answer(response, body, (text) => text);
    }
  }

  /** Takes a request into the books; what it gives back is to be called when the answer goes out. */
  #count(bytes: Buffer, { messages }: RecordedRequest['body']): () => void {
    if (messages[0]?.content.includes('"ready"')) {
      this.#report.preflights++;
      return () => {};
    }
    this.#report.requests++;
    const hash = createHash('sha1').update(bytes).digest('base64');
    const before = this.#seen.get(hash);
    if (before !== undefined) this.#report.repeated++;
    if (before === true) this.#report.paidTwice++;
    else this.#seen.set(hash, false);
    return () => this.#seen.set(hash, true);
  }

  #drawFault(): keyof Faults | null {
    const faults = { ...NO_FAULTS, ...this.#settings.faults };
    let point = this.#stream.next();
    for (const [fault, share] of Object.entries(faults) as [keyof Faults, number][]) {
      if (point < share) return fault;
      point -= share;
    }
    return null;
  }

  #answer(response: ServerResponse, body: RecordedRequest['body'], spoil: (text: string) => string, finishReason = 'stop'): void {
    const content = spoil(sensibleReply(body.messages.map((message) => message.content)));
    const promptTokens = body.messages.reduce((sum, message) => sum + message.content.length, 0);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: `call-${this.requests.length}`,
        object: 'chat.completion',
        created: 0,
        model: body.model,
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: content.length,
          total_tokens: promptTokens + content.length,
          prompt_tokens_details: { cached_tokens: Math.floor(promptTokens / 2) },
        },
      }),
    );
  }
}

/** What a model that follows the prompt would say. */
function sensibleReply(contents: readonly string[]): string {
  const step = contents.findLast((content) => content.includes('回复 {') || content.includes('"ready"')) ?? '';
  if (step.includes('"ready"')) return '{"ready": true}';
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
