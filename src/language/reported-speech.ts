const QUOTED = /(“[^”]*”|「[^」]*」)/;
const KIN = /我(?=妈|爸|姐|妹|哥|弟|家|儿子|闺女|女儿|孩子|老公|老婆|爱人|媳妇|外甥|单位|同事|亲戚)/g;

/**
 * What a speaker says of themselves, as somebody else tells it: 我妈 → 客户的妈, 我自己 → 自己, 我们 → 他们.
 * Quotations and the bank's own name for itself (我行) stay as they are.
 * @param name how the speaker is called in the telling.
 */
export function inReportedSpeech(text: string, name: string): string {
  return text
    .split(QUOTED)
    .map((part, place) => (place % 2 === 1 ? part : reported(part, name)))
    .join('');
}

function reported(text: string, name: string): string {
  return text
    .replaceAll('我自己', '自己')
    .replaceAll(/[我咱]们/g, '他们')
    .replaceAll(KIN, `${name}的`)
    .replaceAll(/我(?!行)/g, name);
}
