import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';

/** How one request goes wrong, in the order in which they come. `lost` does the work and cuts the line before the answer. */
export interface HubFault {
  /** Part of `METHOD path`: `POST /api/datasets/org/name/commit`. */
  on: string;
  does: number | 'reset' | 'lost' | (() => void);
  headers?: Record<string, string>;
  /** Of the error answer. */
  message?: string;
}

interface StoredFile {
  content: Buffer;
  /** sha256 for files in LFS. */
  lfs: string | null;
}

interface Repository {
  commits: { id: string; title: string }[];
  files: Map<string, StoredFile>;
  visibility: string | null;
}

/** An answer: a body is sent as JSON. */
interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

const FAULTY_LFS = 422;

/**
 * The requests of the Hub that a push makes, over real HTTP, by the types of `@huggingface/hub` (`types/api/api-commit.ts`) and the rules that the
 * Hub documents: a bearer token, LFS content by its sha256, whole or in parts, a commit only onto the parent it names, a card only with front
 * matter whose `configs` have a `config_name` and `data_files`.
 */
export class HubServer {
  readonly repositories = new Map<string, Repository>();
  /** `METHOD path` of every request. */
  readonly requests: string[] = [];
  readonly #faults: HubFault[] = [];
  readonly #uploads = new Map<string, Buffer>();
  readonly #server: Server;
  readonly #token: string;
  /** LFS content above this size is asked for in parts of this size. */
  readonly #partBytes: number;

  constructor({ token, partBytes = Number.POSITIVE_INFINITY }: { token: string; partBytes?: number }) {
    this.#token = token;
    this.#partBytes = partBytes;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  failNext(...faults: HubFault[]): void {
    this.#faults.push(...faults);
  }

  /** A commit by somebody else. */
  commitElsewhere(name: string, path: string, content: string): void {
    const repository = this.#make(name, null);
    repository.files.set(path, { content: Buffer.from(content), lfs: null });
    commitOnto(repository, 'somebody else');
  }

  /** Times that a request came whose `METHOD path` holds a part. */
  count(part: string): number {
    return this.requests.filter((request) => request.includes(part)).length;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method} ${request.url}`;
    this.requests.push(asked);
    const place = this.#faults.findIndex(({ on }) => asked.includes(on));
    const fault = place === -1 ? undefined : this.#faults.splice(place, 1)[0];
    if (fault?.does === 'reset') return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (typeof fault?.does === 'function') fault.does();
    const answer =
      typeof fault?.does === 'number'
        ? { status: fault.does, body: { error: fault.message ?? 'made to fail' }, ...(fault.headers && { headers: fault.headers }) }
        : this.#answer(request, Buffer.concat(chunks));
    if (fault?.does === 'lost') return void request.socket.destroy();
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  #answer(request: IncomingMessage, body: Buffer): Answer {
    const { pathname } = new URL(request.url as string, this.url);
    const asked = `${request.method} ${pathname}`;
    const upload = /^PUT \/upload\/([0-9a-f]{64})(?:\/(\d+))?$/.exec(asked);
    if (upload) return this.#takeUpload(upload[1] as string, upload[2], body);
    const complete = /^POST \/complete\/([0-9a-f]{64})$/.exec(asked);
    if (complete) return this.#completeUpload(complete[1] as string, JSON.parse(body.toString()).parts);
    if (request.headers.authorization !== `Bearer ${this.#token}`) return { status: 401, body: { error: 'Invalid credentials' } };
    if (asked === 'POST /api/repos/create') return this.#create(JSON.parse(body.toString()));
    const match = /^(GET|POST) \/(?:api\/)?datasets\/([^/]+\/[^/.]+)(?:\.git)?\/(.+)$/.exec(asked);
    const repository = match && this.repositories.get(match[2] as string);
    if (!match || !repository) return { status: 404, body: { error: 'Repository not found' } };
    return this.#answerAbout(repository, match[3] as string, body);
  }

  #answerAbout(repository: Repository, path: string, body: Buffer): Answer {
    const head = repository.commits.at(-1)?.id;
    switch (path) {
      case 'revision/main':
        return {
          status: 200,
          body: { _id: '1', id: 'x', sha: head, private: false, downloads: 0, likes: 0, gated: false, lastModified: 0 },
        };
      case `tree/${head}`:
        return { status: 200, body: [...repository.files].map(([name, file]) => entryOf(name, file)) };
      case 'preupload/main':
        return { status: 200, body: { files: JSON.parse(body.toString()).files.map(uploadModeOf) } };
      case 'info/lfs/objects/batch':
        return { status: 200, body: { transfer: 'basic', objects: JSON.parse(body.toString()).objects.map(this.#actionFor) } };
      case 'commit/main':
        return this.#commit(repository, body.toString());
      default:
        return { status: 404, body: { error: `no such page: ${path}` } };
    }
  }

  #create({ organization, name, visibility = null }: { organization: string; name: string; visibility?: string | null }): Answer {
    const id = `${organization}/${name}`;
    if (this.repositories.has(id)) return { status: 409, body: { error: 'You already created this dataset repo' } };
    this.#make(id, visibility);
    return { status: 200, body: { url: `${this.url}/datasets/${id}`, id } };
  }

  #make(id: string, visibility: string | null): Repository {
    const repository = this.repositories.get(id) ?? { commits: [], files: new Map(), visibility };
    if (repository.commits.length === 0) {
      repository.files.set('.gitattributes', { content: Buffer.from('*.parquet filter=lfs\n'), lfs: null });
      commitOnto(repository, 'initial commit');
    }
    this.repositories.set(id, repository);
    return repository;
  }

  readonly #actionFor = ({ oid, size }: { oid: string; size: number }) => {
    if (this.#uploads.has(oid)) return { oid, size };
    if (size <= this.#partBytes) return { oid, size, actions: { upload: { href: `${this.url}/upload/${oid}` } } };
    const parts = Array.from({ length: Math.ceil(size / this.#partBytes) }, (_, place) => [
      String(place + 1).padStart(5, '0'),
      `${this.url}/upload/${oid}/${place + 1}`,
    ]);
    const header = { chunk_size: String(this.#partBytes), ...Object.fromEntries(parts) };
    return { oid, size, actions: { upload: { href: `${this.url}/complete/${oid}`, header } } };
  };

  #takeUpload(oid: string, part: string | undefined, body: Buffer): Answer {
    if (part !== undefined) {
      this.#uploads.set(`${oid}/${part}`, body);
      return { status: 200, headers: { ETag: `"${sha256Of(body).slice(0, 8)}"` } };
    }
    if (sha256Of(body) !== oid) return { status: FAULTY_LFS, body: { error: 'content is not what its sha256 says' } };
    this.#uploads.set(oid, body);
    return { status: 200 };
  }

  #completeUpload(oid: string, parts: { partNumber: number; etag: string }[]): Answer {
    const content = Buffer.concat(parts.map(({ partNumber }) => this.#uploads.get(`${oid}/${partNumber}`) ?? Buffer.alloc(0)));
    if (sha256Of(content) !== oid || parts.some(({ etag }) => etag === ''))
      return { status: FAULTY_LFS, body: { error: 'parts do not make the whole' } };
    this.#uploads.set(oid, content);
    return { status: 200 };
  }

  #commit(repository: Repository, body: string): Answer {
    const [header, ...operations] = body.split('\n').map((line) => JSON.parse(line));
    if (header.value.parentCommit !== repository.commits.at(-1)?.id) {
      return { status: 412, body: { error: 'A commit has happened since. Please refresh and try again.' } };
    }
    const files = new Map(repository.files);
    for (const { key, value } of operations) {
      if (key === 'deletedFile') files.delete(value.path);
      else if (key === 'file') files.set(value.path, { content: Buffer.from(value.content, value.encoding), lfs: null });
      else {
        const content = this.#uploads.get(value.oid);
        if (!content || content.length !== value.size)
          return { status: 400, body: { error: `${value.path}: LFS content was not uploaded` } };
        files.set(value.path, { content, lfs: value.oid });
      }
    }
    const fault = faultOfCard(files.get('README.md')?.content.toString() ?? '');
    if (fault !== null) return { status: 400, body: { error: fault } };
    repository.files = files;
    const id = commitOnto(repository, header.value.summary);
    return { status: 200, body: { success: true, commitOid: id, commitUrl: `${this.url}/commit/${id}`, hookOutput: '' } };
  }
}

function commitOnto(repository: Repository, title: string): string {
  const id = createHash('sha1').update(`${repository.commits.length}/${title}`).digest('hex');
  repository.commits.push({ id, title });
  return id;
}

function entryOf(path: string, { content, lfs }: StoredFile) {
  const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  return { type: 'file', path, size: content.length, oid, ...(lfs && { lfs: { oid: lfs, size: content.length, pointerSize: 130 } }) };
}

function uploadModeOf({ path }: { path: string }) {
  return { path, uploadMode: path.endsWith('.parquet') ? 'lfs' : 'regular' };
}

function faultOfCard(card: string): string | null {
  const [, frontMatter] = /^---\n([\s\S]*?)\n---\n/.exec(card) ?? [];
  if (frontMatter === undefined) return 'README.md has no front matter';
  const { configs } = parse(frontMatter) ?? {};
  return configs?.[0]?.config_name && configs[0].data_files ? null : 'README.md: "configs" must have "config_name" and "data_files"';
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
