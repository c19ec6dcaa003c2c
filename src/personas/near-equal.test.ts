import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { gramSimilarity, NearEqualIndex } from './near-equal.js';

const ALPHABET = Array.from('你姓邓女岁住在西部的城市成都教书已婚孩子上学手里有储蓄卡和信用房贷金融知识够用耐心一般');

describe('gramSimilarity', () => {
  it('is the share of distinct 3-grams that two texts have in common', () => {
    expect(gramSimilarity('一二三四', '一二三五')).toBeCloseTo(1 / 3);
    expect(gramSimilarity('一二三四', '一二三四')).toBe(1);
    expect(gramSimilarity('一一一一一', '一一一')).toBe(1);
    expect(gramSimilarity('一二三', '四五六')).toBe(0);
  });
});

describe('NearEqualIndex', () => {
  it('refuses exactly what is more similar than the threshold to a text before it', () => {
    const stream = createStream('near-equal');
    const index = new NearEqualIndex(0.85);
    const admitted: string[] = [];
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const characters =
        round % 2 === 0 || admitted.length === 0
          ? Array.from({ length: 120 + stream.int(120) }, () => stream.pick(ALPHABET))
          : Array.from(stream.pick(admitted));
      for (let edits = stream.int(9); edits > 0; edits--) characters[stream.int(characters.length)] = stream.pick(ALPHABET);
      const text = characters.join('');
      const isNear = admitted.some((other) => gramSimilarity(text, other) > 0.85);
      expect(index.admits(text)).toBe(!isNear);
      if (isNear) refused++;
      else admitted.push(text);
    }
    expect(refused).toBeGreaterThan(30);
    expect(admitted.length).toBeGreaterThan(150);
  });
});
