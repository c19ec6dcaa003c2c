import { describe, expect, it } from 'vitest';
import { createStream } from '../random/stream.js';
import { cosine, GramWeights, NearEqualIndex } from './near-equal.js';

const ALPHABET = Array.from('你姓邓女岁住在西部的城市成都教书已婚孩子上学手里有储蓄卡和信用房贷金融知识够用耐心一般');

describe('the cosine of two texts', () => {
  const weights = new GramWeights(['一二三四', '一二三五', '六七八九']);
  const similarity = (left: string, right: string) => cosine(weights.vectorOf(left), weights.vectorOf(right));

  it('weighs a shared 3-gram by how few texts hold it', () => {
    // 一二三 in two of three texts, 二三四 and 二三五 in one: idf 1 + ln(4/3) and 1 + ln(2).
    const [common, rare] = [1 + Math.log(4 / 3), 1 + Math.log(2)];
    expect(similarity('一二三四', '一二三五')).toBeCloseTo(common ** 2 / (common ** 2 + rare ** 2), 12);
  });

  it('is 1 between equals and 0 between texts that share nothing', () => {
    expect(similarity('一二三四', '一二三四')).toBeCloseTo(1, 12);
    expect(similarity('一二三四', '六七八九')).toBe(0);
  });
});

describe('NearEqualIndex', () => {
  it('refuses exactly what is more similar than the threshold to a text before it', () => {
    const stream = createStream('near-equal');
    const weights = new GramWeights(Array.from({ length: 50 }, () => Array.from({ length: 150 }, () => stream.pick(ALPHABET)).join('')));
    const index = new NearEqualIndex(0.85, weights);
    const admitted: string[] = [];
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const characters =
        round % 2 === 0 || admitted.length === 0
          ? Array.from({ length: 120 + stream.int(120) }, () => stream.pick(ALPHABET))
          : Array.from(stream.pick(admitted));
      for (let edits = stream.int(16); edits > 0; edits--) characters[stream.int(characters.length)] = stream.pick(ALPHABET);
      const text = characters.join('');
      const vector = weights.vectorOf(text);
      const isNear = admitted.some((other) => cosine(vector, weights.vectorOf(other)) > 0.85);
      expect(index.admits(text)).toBe(!isNear);
      if (isNear) refused++;
      else admitted.push(text);
    }
    expect(refused).toBeGreaterThan(30);
    expect(admitted.length).toBeGreaterThan(150);
  });
});
