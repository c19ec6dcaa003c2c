import { describe, expect, it } from 'vitest';
import { inReportedSpeech } from './reported-speech.js';

describe('inReportedSpeech', () => {
  it.each([
    ['上个月体检，大夫说了我几句', '上个月体检，大夫说了客户几句'],
    ['年年拿它带我妈查身体', '年年拿它带客户的妈查身体'],
    ['密码我自己也说不清', '密码自己也说不清'],
    ['我们两个都挣钱，样样靠我', '他们两个都挣钱，样样靠客户'],
    ['征信上有我行的逾期', '征信上有我行的逾期'],
    ['对方回了一句“我还在学习”，我没听懂', '对方回了一句“我还在学习”，客户没听懂'],
  ])('%s', (said, told) => {
    expect(inReportedSpeech(said, '客户')).toBe(told);
  });
});
