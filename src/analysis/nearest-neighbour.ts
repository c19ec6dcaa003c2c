import { charactersOf, eachNgram } from './lexical.js';

/**
 * For each text the highest Jaccard similarity of its character n-gram set with that of another (contract §4), in the order of the texts.
 * Shared n-grams are counted along posting lists, so texts that share nothing are never compared.
 */
export function nearestNeighbours(texts: readonly string[], n: number): number[] {
  const postings = new Map<string, number[]>();
  const sizes = texts.map((text, number) => {
    const own = new Set<string>();
    eachNgram(charactersOf(text), n, (ngram) => own.add(ngram));
    for (const ngram of own) {
      const posting = postings.get(ngram);
      if (posting) posting.push(number);
      else postings.set(ngram, [number]);
    }
    return own.size;
  });
  const byText = texts.map((): string[] => []);
  for (const [ngram, posting] of postings) if (posting.length > 1) for (const number of posting) byText[number]?.push(ngram);
  const shared = new Uint32Array(texts.length);
  return byText.map((ngrams, number) => {
    shared.fill(0);
    for (const ngram of ngrams) for (const other of postings.get(ngram) ?? []) shared[other] = (shared[other] ?? 0) + 1;
    let best = 0;
    for (const [other, count] of shared.entries()) {
      if (other === number || count === 0) continue;
      best = Math.max(best, count / ((sizes[number] ?? 0) + (sizes[other] ?? 0) - count));
    }
    return best;
  });
}

/** Value below which a share of the values lies: nearest rank. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? null;
}
