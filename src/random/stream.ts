/**
 * A random stream named by its place (`42/17/0/customer/3`). Two streams of one name give the same numbers; streams of different names are
 * independent. So neither order nor concurrency can change a result.
 */
export interface RandomStream {
  readonly name: string;
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform integer in [0, bound). */
  int(bound: number): number;
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One item, in proportion to its weight; weights are ≥ 0 and not all 0. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  /** A stream of its own below this one; does not disturb this one. */
  fork(name: string | number): RandomStream;
}

/** 32-bit hash of a string: FNV-1a over UTF-16 units with a murmur3 finish. */
export function hashString(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

/** murmur3's finalizer: every input bit reaches every output bit. */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function createStream(name: string): RandomStream {
  let a = hashString(name);
  let b = hashString(name, 0x9e3779b9);
  let c = mix(a ^ 0x243f6a88);
  let counter = 1;
  // sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush.
  const nextUint32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let i = 0; i < 8; i++) nextUint32();

  const stream: RandomStream = {
    name,
    next: () => nextUint32() / 4294967296,
    int(bound) {
      if (!Number.isInteger(bound) || bound < 1) throw new RangeError(`bound must be a positive integer, got ${bound}`);
      return Math.floor((nextUint32() / 4294967296) * bound);
    },
    chance: (probability) => stream.next() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError(`nothing to pick from (${name})`);
      return items[stream.int(items.length)] as (typeof items)[number];
    },
    weighted(items, weightOf) {
      let total = 0;
      for (const item of items) total += weightOf(item);
      if (!(total > 0)) throw new RangeError(`weights sum to ${total} (${name})`);
      let rest = stream.next() * total;
      for (const item of items) {
        rest -= weightOf(item);
        if (rest < 0) return item;
      }
      return items.findLast((item) => weightOf(item) > 0) as (typeof items)[number];
    },
    fork: (child) => createStream(`${name}/${child}`),
  };
  return stream;
}
