import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STRUCTURED_MODES, type StructuredMode } from '../engine/llm/openai-chat-model.js';
import { createStream } from '../random/stream.js';
import { isPreflight, SensibleModel } from './sensible-model.js';

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
  /** Booleans as strings; only the judge's replies have any. */
  stringBooleans: number;
  /** Booleans as other words. */
  wordyBooleans: number;
  /** Stopped by a content filter, without a word. */
  filtered: number;
  /** The `refusal` field instead of an answer. */
  refused: number;
  /** An utterance with a speaker's name before it. */
  wrongRole: number;
  /** An utterance of 300 characters. */
  overLong: number;
  /** The instructions instead of an utterance. */
  echoed: number;
  /** The key in an error of the provider's. */
  leakyError: number;
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
  stringBooleans: 0,
  wordyBooleans: 0,
  filtered: 0,
  refused: 0,
  wrongRole: 0,
  overLong: 0,
  echoed: 0,
  leakyError: 0,
};

export interface LlmServerSettings {
  faults?: Partial<Faults>;
  /** Every request gets this status instead of an answer. */
  alwaysStatus?: number;
  /** Requests get 401 after so many. */
  revokedAfter?: number;
  /** A request with more characters gets 400, as where the context is too short. */
  contextCharacters?: number;
  /** Structured modes it honours. */
  modes?: readonly StructuredMode[];
  /** What becomes of a request in another mode: refused with 400 (default), or the field is overlooked and the reply is talk. */
  otherModes?: 'refused' | 'overlooked';
  /** How the model thinks before it answers: in a field of its own, or inside the content. */
  thinks?: 'reasoning_content' | 'reasoning' | 'tags';
  /** Share of judged dialogues that fail a criterion. */
  judgeFails?: number;
  latencyMs?: number;
  /** The first request after the preflight takes this long. */
  firstLatencyMs?: number;
  retryAfterSeconds?: number;
}

export interface RecordedRequest {
  url: string;
  authorization: string | undefined;
  headers: IncomingHttpHeaders;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    response_format?: { type: 'json_schema' | 'json_object' };
    tools?: { function: { name: string } }[];
  } & Record<string, unknown>;
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
  readonly #model: SensibleModel;

  private constructor(settings: LlmServerSettings) {
    this.#settings = settings;
    this.#model = new SensibleModel(settings.judgeFails ?? 0);
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
    this.requests.push({ url: request.url ?? '', authorization: request.headers.authorization, headers: request.headers, body });
    const { alwaysStatus, latencyMs = 0, firstLatencyMs = latencyMs, modes = STRUCTURED_MODES, otherModes = 'refused' } = this.#settings;
    const waitMs = this.#report.requests === 1 ? firstLatencyMs : latencyMs;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const fail = (status: number, message: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error: { message, type: 'error', code: null } }));
    };
    if (alwaysStatus !== undefined) return fail(alwaysStatus, `always ${alwaysStatus}`);
    const { revokedAfter = Number.POSITIVE_INFINITY, contextCharacters = Number.POSITIVE_INFINITY } = this.#settings;
    if (this.requests.length > revokedAfter) return fail(401, 'the key has been revoked');
    if (body.messages.reduce((sum, { content }) => sum + content.length, 0) > contextCharacters)
      return fail(400, 'the context is too short');
    const asked: StructuredMode = body.tools ? 'tool_call' : (body.response_format?.type ?? 'text');
    if (!modes.includes(asked) && otherModes === 'refused') return fail(400, `${asked} is not supported`);
    const mode = modes.includes(asked) ? asked : 'text';
    const reply = { text: this.#model.reply(body.messages, mode), mode };
    const answer = (spoil: (text: string) => string, finishReason?: string) => {
      paid();
      this.#answer(response, body, { ...reply, text: spoil(reply.text) }, finishReason);
    };
    const inText = (change: (text: string) => string) => answer((text) => withText(text, change));
    const fault = this.#drawFault();
    if (fault) this.#report.faults[fault] = (this.#report.faults[fault] ?? 0) + 1;
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
        return answer((text) => text.slice(0, -1).replace('": "', '": '));
      case 'fenced':
        return answer((text) => `好的，如下：\n\`\`\`json\n${text}\n\`\`\`\n希望有帮助。`);
      case 'truncated':
        return answer((text) => text.slice(0, text.length / 2), 'length');
      case 'empty':
        return answer(() => '');
      case 'unknownStrategy':
        return answer((text) => text.replace(/"strategy": ?"[A-Z]+"/, '"strategy": "随便聊聊"'));
      case 'stringBooleans':
        return answer((text) => text.replace(/(true|false)/g, '"$1"'));
      case 'wordyBooleans':
        return answer((text) => text.replace(/(true|false)/g, '"通过"'));
      case 'filtered':
        return answer(() => '', 'content_filter');
      case 'refused':
        paid();
        return this.#answer(response, body, { ...reply, refusal: '抱歉，我不能帮忙写这个。' });
      case 'wrongRole':
        return inText((text) => `客服：${text}`);
      case 'overLong':
        return inText((text) => text.padEnd(300, '这样说下去没完没了'));
      case 'echoed':
        return inText(() => (body.messages[0]?.content ?? '').slice(-60));
      case 'leakyError':
        return fail(500, `internal error while handling ${request.headers.authorization}`);
      default:
        this.answered++;
        return answer((text) => text);
    }
  }

  /** Takes a request into the books; what it gives back is to be called when the answer goes out. */
  #count(bytes: Buffer, { messages }: RecordedRequest['body']): () => void {
    if (isPreflight(messages)) {
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

  #answer(
    response: ServerResponse,
    body: RecordedRequest['body'],
    { text, mode, refusal }: { text: string; mode: StructuredMode; refusal?: string },
    finishReason = 'stop',
  ): void {
    const promptTokens = body.messages.reduce((sum, message) => sum + message.content.length, 0);
    const { thinks } = this.#settings;
    const thought = thinks === undefined ? {} : { [thinks]: THOUGHT };
    const content = thinks === 'tags' ? `<think>${THOUGHT}</think>\n\n${text}` : text;
    const call = { id: 'call-1', type: 'function', function: { name: body.tools?.[0]?.function.name, arguments: text } };
    const message =
      refusal !== undefined ? { content: null, refusal } : mode === 'tool_call' ? { content: null, tool_calls: [call] } : { content };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: `call-${this.requests.length}`,
        object: 'chat.completion',
        created: 0,
        model: body.model,
        choices: [
          { index: 0, message: { role: 'assistant', ...message, ...(thinks === 'tags' ? {} : thought) }, finish_reason: finishReason },
        ],
        usage: {
          prompt_tokens: promptTokens,
          completion_tokens: content.length,
          total_tokens: promptTokens + content.length,
          prompt_tokens_details: { cached_tokens: Math.floor(promptTokens / 2) },
          completion_tokens_details: { reasoning_tokens: thinks === undefined ? 0 : THOUGHT.length },
        },
      }),
    );
  }
}

const THOUGHT = '先想想客户要什么。';

/** Changes the utterance in a reply that holds one. */
function withText(reply: string, change: (text: string) => string): string {
  const value = JSON.parse(reply) as Record<string, unknown>;
  return typeof value.text === 'string' ? JSON.stringify({ ...value, text: change(value.text) }) : reply;
}
