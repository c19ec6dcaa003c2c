/** Lengths (utterances in characters, dialogues in utterances), counted: memory holds one counter for each length. */
export class LengthHistogram {
  readonly #counts: number[] = [];
  #all = 0;
  #sum = 0;

  add(length: number): void {
    this.#counts[length] = (this.#counts[length] ?? 0) + 1;
    this.#all++;
    this.#sum += length;
  }

  /** Sum of the lengths. */
  get total(): number {
    return this.#sum;
  }

  get mean(): number | null {
    return this.#all === 0 ? null : this.#sum / this.#all;
  }

  get median(): number | null {
    let seen = 0;
    for (const [length, count] of this.#counts.entries()) {
      seen += count ?? 0;
      if (2 * seen >= this.#all && this.#all > 0) return length;
    }
    return null;
  }

  /** Share of utterances of at most so many characters. */
  shareUpTo(limit: number): number | null {
    if (this.#all === 0) return null;
    return this.#counts.slice(0, limit + 1).reduce((sum, count) => sum + (count ?? 0), 0) / this.#all;
  }

  /**
   * Shares of lengths in steps of so many characters, from the first step to the last that holds any.
   * @param step 1 for every length by itself
   */
  shares(step: number): { from: number; share: number }[] {
    const bins: number[] = [];
    for (const [length, count] of this.#counts.entries()) {
      const bin = Math.floor(length / step);
      bins[bin] = (bins[bin] ?? 0) + (count ?? 0);
    }
    return Array.from(bins, (count, bin) => ({ from: bin * step, share: (count ?? 0) / this.#all }));
  }
}
