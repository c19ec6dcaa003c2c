import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import type { Candidate, CandidateMaker, CandidateRequest } from '../domain/candidate.js';
import { type DialogueRecord, dialogueId, type RejectedRecord, textOf } from '../domain/dialogue.js';
import { type DialogueFacts, factsOf, type RejectFacts, rejectFactsOf } from './dialogue-facts.js';

/** A candidate the gate let through, finished as far as a worker can: the line to write, and what dedup and statistics need of it. */
export interface AcceptedCandidate {
  attempt: number;
  /** The line of `dialogues.jsonl`, line feed included. */
  line: Uint8Array<ArrayBuffer>;
  text: string;
  signature: Uint32Array<ArrayBuffer>;
  facts: DialogueFacts;
}

export interface RejectedCandidate extends RejectFacts {
  /** The line of `rejected.jsonl`, line feed included. */
  line: Uint8Array<ArrayBuffer>;
}

/** All that came of one index: its rejects in order of attempts, and the accepted candidate, or null when the attempts are used up. */
export interface SettledIndex {
  index: number;
  rejected: RejectedCandidate[];
  accepted: AcceptedCandidate | null;
}

export interface SettleContext {
  maker: CandidateMaker;
  seed: number;
  signatureOf: (text: string) => Uint32Array<ArrayBuffer>;
}

/**
 * Makes dialogues for the requested indices, each from its requested attempt on, and again with the next attempt where the gate rejects,
 * until every index has an accepted candidate or has used up its attempts. What is rejected shares its next cohort.
 */
export async function settle(requests: readonly CandidateRequest[], context: SettleContext): Promise<SettledIndex[]> {
  const settled = new Map<number, SettledIndex>(requests.map(({ index }) => [index, { index, rejected: [], accepted: null }]));
  let open = [...requests];
  while (open.length > 0) {
    const candidates = await context.maker.make(open);
    if (candidates.length !== open.length) throw new Error(`asked for ${open.length} candidates, got ${candidates.length}`);
    const again: CandidateRequest[] = [];
    for (const [position, candidate] of candidates.entries()) {
      const request = open[position] as CandidateRequest;
      const entry = settled.get(request.index) as SettledIndex;
      if (takeCandidate(entry, candidate, request, context)) continue;
      if (request.attempt + 1 < MAX_ATTEMPTS) again.push({ index: request.index, attempt: request.attempt + 1 });
    }
    open = again;
  }
  return [...settled.values()];
}

/** Files the candidate under its index; says whether it was accepted. */
function takeCandidate(entry: SettledIndex, candidate: Candidate, request: CandidateRequest, context: SettleContext): boolean {
  const { index, attempt, record, rejection, requested } = candidate;
  if (index !== request.index || attempt !== request.attempt) {
    throw new Error(`asked for candidate ${request.index}/${request.attempt}, got ${index}/${attempt}`);
  }
  if (rejection) {
    const id = record?.id ?? dialogueId(context.seed, index);
    const { scenario, strategies } = requested;
    const rejected: RejectedRecord = {
      id,
      index,
      attempt,
      ...rejection,
      scenario,
      strategy_combination: [...strategies],
      dialogue: record,
    };
    entry.rejected.push({ ...rejectFactsOf(rejected), line: toLine(rejected) });
    return false;
  }
  if (!record) throw new Error(`candidate ${index}/${attempt} has neither a record nor a rejection`);
  entry.accepted = toAccepted(record, context);
  return true;
}

function toAccepted(record: DialogueRecord, context: SettleContext): AcceptedCandidate {
  const text = textOf(record.dialogue);
  return {
    attempt: record.provenance.attempt,
    line: toLine(record),
    text,
    signature: context.signatureOf(text),
    facts: factsOf(record),
  };
}

const encoder = new TextEncoder();

function toLine(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}
