/** How a run ended. */
export interface RunOutcome {
  status: 'complete' | 'incomplete' | 'interrupted';
  /** Dialogues in the file. */
  accepted: number;
  /** Indices whose attempts are used up: how many, and the first of them. */
  open: number;
  openIndices: number[];
  /** Path of dialogues.jsonl. */
  dialogues: string;
  /** Of dialogues.jsonl; null when nothing was begun. */
  sha256: string | null;
}
