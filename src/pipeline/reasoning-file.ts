import { appendFileSync } from 'node:fs';
import { EXIT, RolecsError } from '../domain/errors.js';

/**
 * `reasoning.jsonl`: what models thought before they answered, one reply a line, in order of arrival. A by-product beside the rows: it is not
 * part of what a resume restores, so replies that were made again stand there again.
 */
export class ReasoningFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @param place as streams are named: `seed/index/attempt/utterance/role`; the judge has no utterance */
  add(role: string, place: string, reasoning: string): void {
    const [, index, attempt, utterance] = place.split('/').map(Number);
    const line = { index, attempt, utterance: Number.isNaN(utterance) ? null : utterance, role, reasoning };
    try {
      appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
    } catch (cause) {
      throw new RolecsError('write-failed', `cannot write ${this.#path}: ${(cause as Error).message}`, {
        cause,
        exitStatus: EXIT.failed,
        hint: 'make room and go on with --resume',
      });
    }
  }
}
