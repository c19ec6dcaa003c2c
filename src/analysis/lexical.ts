import { gzipSync } from 'node:zlib';

/** Characters of a text without its white space: what every figure here counts. */
export function charactersOf(text: string): string[] {
  return [...text.replace(/\s/g, '')];
}

/** Calls for every n-gram of an utterance; n-grams never cross utterances. */
export function eachNgram(characters: readonly string[], n: number, visit: (ngram: string) => void): void {
  for (let start = 0; start + n <= characters.length; start++) visit(characters.slice(start, start + n).join(''));
}

/** Distinct among all n-grams of the texts (contract §4); null when there are none. */
export function distinct(texts: readonly string[], n: number): number | null {
  const seen = new Set<string>();
  let all = 0;
  for (const text of texts) {
    eachNgram(charactersOf(text), n, (ngram) => {
      seen.add(ngram);
      all++;
    });
  }
  return all === 0 ? null : seen.size / all;
}

const SHORTEST_COUNTED = 8;

/** Share of repetitions among the utterances of at least eight characters: 1 − distinct / all. */
export function duplicateShare(texts: readonly string[]): number | null {
  const long = texts.map((text) => charactersOf(text).join('')).filter((text) => [...text].length >= SHORTEST_COUNTED);
  return long.length === 0 ? null : 1 - new Set(long).size / long.length;
}

/** Raw bytes over bytes after `gzip -9`, the texts one a line. */
export function compressionRatio(texts: readonly string[]): number | null {
  if (texts.length === 0) return null;
  const raw = Buffer.from(texts.map((text) => charactersOf(text).join('')).join('\n'), 'utf8');
  return raw.length / gzipSync(raw, { level: 9 }).length;
}

const BLEU_ORDERS = [1, 2, 3, 4];
/** Numerator where no n-gram matches (Chen and Cherry 2014, method 1). */
const ZERO_MATCH = 0.1;

/**
 * Self-BLEU-4 (Zhu et al. 2018) over characters: mean BLEU of each text against all references jointly, matches clipped to the maximum count
 * in any one reference, no brevity penalty. Orders of which a text has no n-gram are left out.
 */
export function selfBleu(texts: readonly string[], references: readonly string[]): number | null {
  if (texts.length === 0 || references.length === 0) return null;
  const most = BLEU_ORDERS.map((n) => {
    const counts = new Map<string, number>();
    for (const reference of references) {
      for (const [ngram, count] of countNgrams(reference, n)) counts.set(ngram, Math.max(counts.get(ngram) ?? 0, count));
    }
    return counts;
  });
  const scores = texts.map((text) => {
    const logs = BLEU_ORDERS.flatMap((n, place) => {
      const own = countNgrams(text, n);
      const all = [...own.values()].reduce((sum, count) => sum + count, 0);
      if (all === 0) return [];
      const matched = [...own].reduce((sum, [ngram, count]) => sum + Math.min(count, most[place]?.get(ngram) ?? 0), 0);
      return [Math.log((matched || ZERO_MATCH) / all)];
    });
    return logs.length === 0 ? 0 : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function countNgrams(text: string, n: number): Map<string, number> {
  const counts = new Map<string, number>();
  eachNgram(charactersOf(text), n, (ngram) => counts.set(ngram, (counts.get(ngram) ?? 0) + 1));
  return counts;
}
