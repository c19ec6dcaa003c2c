/** The id of the dialogue at an index: `rcs-42-000017`. All attempts at an index share it. */
export function dialogueId(seed: number, index: number): string {
  return `rcs-${seed}-${String(index).padStart(6, '0')}`;
}
